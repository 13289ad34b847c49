import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { sandboxWords as words } from "../../shared/words/sandbox";
import type { MenuButton } from "../core/api";
import {
  BellIcon,
  KeyboardIcon,
  MenuIcon,
  PictureIcon,
  PlaceIcon,
  PlusIcon,
  ScanIcon,
  VoiceIcon,
} from "./icons";
import { MenuBar } from "./menu-bar";

export type Ask = "voice" | "place" | "scan" | "notice";

interface Props {
  readonly menu: readonly MenuButton[];
  onSay(text: string): void;
  onPicture(file: File): void;
  onAsk(what: Ask): void;
  onTapMenu(path: readonly number[]): void;
}

type Mode = "keyboard" | "voice" | "menu";
const TALLEST_PX = 116;

export function Footer(props: Props): JSX.Element {
  const [mode, setMode] = useState<Mode>("keyboard");
  const [more, setMore] = useState(false);
  const [draft, setDraft] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const ready = draft.trim() !== "";
  const send = (): void => {
    if (!ready) return;
    props.onSay(draft.trim());
    setDraft("");
    field.current?.focus();
  };
  const toggle = (next: Mode): void => {
    setMore(false);
    setMode(next);
  };
  if (mode === "menu") {
    return (
      <footer class="footer">
        <div class="bar">
          <IconButton name={words.toKeyboard} onClick={() => toggle("keyboard")}>
            <KeyboardIcon />
          </IconButton>
          <MenuBar menu={props.menu} onTap={props.onTapMenu} />
        </div>
      </footer>
    );
  }
  const speaking = mode === "voice";
  return (
    <footer class="footer">
      <div class="bar">
        <IconButton name={words.toMenu} onClick={() => toggle("menu")}>
          <MenuIcon />
        </IconButton>
        <IconButton
          name={speaking ? words.toKeyboard : words.toVoice}
          onClick={() => toggle(speaking ? "keyboard" : "voice")}
        >
          {speaking ? <KeyboardIcon /> : <VoiceIcon />}
        </IconButton>
        {speaking ? (
          <button type="button" class="talk" onClick={() => props.onAsk("voice")}>
            {words.holdToTalk}
          </button>
        ) : (
          <Field draft={draft} field={field} onDraft={setDraft} onSend={send} />
        )}
        {ready && !speaking ? (
          <button type="button" class="send" onClick={send}>
            {words.send}
          </button>
        ) : (
          <IconButton name={words.more} pressed={more} onClick={() => setMore(!more)}>
            <PlusIcon />
          </IconButton>
        )}
      </div>
      {more && <More {...props} onDone={() => setMore(false)} />}
    </footer>
  );
}

interface FieldProps {
  readonly draft: string;
  readonly field: { current: HTMLTextAreaElement | null };
  onDraft(text: string): void;
  onSend(): void;
}

function Field({ draft, field, onDraft, onSend }: FieldProps): JSX.Element {
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, TALLEST_PX)}px`;
  }, [draft]);
  return (
    <textarea
      ref={field}
      rows={1}
      value={draft}
      maxLength={4000}
      aria-label={words.message}
      enterkeyhint="send"
      onInput={(event) => onDraft(event.currentTarget.value)}
      onKeyDown={(event) => {
        // Enter that picks a word in an input method does not send (Safari says so by code 229).
        if (event.key !== "Enter" || event.shiftKey) return;
        if (event.isComposing || event.keyCode === 229) return;
        event.preventDefault();
        onSend();
      }}
    />
  );
}

function More(props: Props & { onDone(): void }): JSX.Element {
  const picker = useRef<HTMLInputElement>(null);
  const ask = (what: Ask) => (): void => {
    props.onDone();
    props.onAsk(what);
  };
  return (
    <div class="more">
      <Tile name={words.picture} onClick={() => picker.current?.click()}>
        <PictureIcon />
      </Tile>
      <Tile name={words.place} onClick={ask("place")}>
        <PlaceIcon />
      </Tile>
      <Tile name={words.scan} onClick={ask("scan")}>
        <ScanIcon />
      </Tile>
      <Tile name={words.notice} onClick={ask("notice")}>
        <BellIcon />
      </Tile>
      <input
        ref={picker}
        type="file"
        accept="image/*"
        hidden
        aria-label={words.picture}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          props.onDone();
          if (file !== undefined) props.onPicture(file);
        }}
      />
    </div>
  );
}

interface ButtonProps {
  readonly name: string;
  readonly pressed?: boolean;
  readonly children: JSX.Element;
  onClick(): void;
}

function IconButton({ name, pressed, children, onClick }: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class="icon"
      aria-label={name}
      title={name}
      aria-expanded={pressed}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

function Tile({ name, children, onClick }: ButtonProps): JSX.Element {
  return (
    <button type="button" class="tile" onClick={onClick}>
      <span class="tile-face">{children}</span>
      {name}
    </button>
  );
}
