import type { JSX } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { TEXT_LIMIT, textLength } from "../../shared/protocol";
import { AttachButton } from "./attach";
import { useTongue } from "./context";
import { SendIcon } from "./icons";

interface Props {
  readonly draft: string;
  readonly field: { current: HTMLTextAreaElement | null };
  onDraft(text: string): void;
  onSend(text: string): void;
  onFiles(files: readonly File[]): void;
}

/** The counter shows up when this many characters are left. */
const WARN_LEFT = 300;
const TALLEST_PX = 144;

export function Composer({ draft, field, onDraft, onSend, onFiles }: Props): JSX.Element {
  const { words } = useTongue();
  const left = TEXT_LIMIT - textLength(draft);
  const ready = draft.trim() !== "" && left >= 0;
  const send = (): void => {
    if (ready) onSend(draft.trim());
    field.current?.focus();
  };
  useLayoutEffect(() => fitHeight(field.current), [draft]);
  const submit = (event: Event): void => {
    event.preventDefault();
    send();
  };
  return (
    <form class="composer" onSubmit={submit}>
      <div class="composer-line">
        <AttachButton onFiles={onFiles} />
        <textarea
          ref={field}
          rows={1}
          value={draft}
          aria-label={words.composer}
          aria-describedby={left <= WARN_LEFT ? "left" : undefined}
          aria-invalid={left < 0}
          placeholder={words.placeholder}
          enterkeyhint="send"
          onInput={(event) => onDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!sendsOn(event)) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="send" disabled={!ready} aria-label={words.send}>
          <SendIcon />
        </button>
      </div>
      {left <= WARN_LEFT && (
        <p id="left" class={left < 0 ? "left over" : "left"} role="status">
          {left < 0 ? words.over(-left) : words.left(left)}
        </p>
      )}
    </form>
  );
}

/**
 * Enter sends, unless it picks a word in an input method: browsers mark that with `isComposing`,
 * Safari only with key code 229.
 */
export function sendsOn(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || event.shiftKey || event.altKey) return false;
  return !event.isComposing && event.keyCode !== 229;
}

function fitHeight(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, TALLEST_PX)}px`;
}
