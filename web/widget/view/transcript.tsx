import { Fragment, type JSX } from "preact";
import type { Button, ChatMessage } from "../../shared/protocol";
import type { Pending } from "../core/outbox";
import type { Snapshot } from "../core/showing";
import { useTongue } from "./context";
import { dayKey, dayTitle } from "./dates";
import { Empty } from "./empty";
import { DownIcon } from "./icons";
import { MessageRow } from "./message-row";
import { delayOf, PendingRow } from "./pending-row";
import { type Scroll, useScroll } from "./use-scroll";

interface Props {
  readonly state: Snapshot;
  onPress(button: Button): void;
  onSay(text: string): void;
  onRetry(): void;
  onDiscard(id: string): void;
  onEdit(message: Pending): void;
  onEarlier(): void;
  onOpenFile(seq: number): Promise<Blob>;
  onRate(seq: number, score: number): Promise<boolean>;
}

export function Transcript(props: Props): JSX.Element {
  const { words } = useTongue();
  const { messages, pending, link, online } = props.state;
  const typing = props.state.typing && link !== "down";
  const delay = delayOf(pending, online, words);
  const scroll = useScroll(messages, pending.length, props.onEarlier);
  const empty = messages.length === 0 && pending.length === 0 && link !== "connecting";
  return (
    <div class="transcript">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <div class="scroll" ref={scroll.box} onScroll={scroll.onScroll} tabIndex={0}>
        {props.state.earlier && scroll.rows.start === 0 && <Earlier {...props} />}
        <div
          class="log"
          role="log"
          aria-label={words.log}
          aria-live="polite"
          aria-relevant="additions"
          aria-busy={link === "connecting"}
        >
          <Messages {...props} scroll={scroll} />
          {pending.map((message) => (
            <PendingRow key={message.id} {...props} message={message} delay={delay} />
          ))}
        </div>
        {empty && <Empty onSay={props.onSay} />}
        {typing && <Typing />}
      </div>
      {!scroll.following && <ToEnd scroll={scroll} />}
    </div>
  );
}

/** Reading on by hand, where no scrolling can ask for it; on a slow line it tells why one waits. */
function Earlier({ state, onEarlier }: Props): JSX.Element {
  const { words } = useTongue();
  return (
    <p class="earlier">
      {state.readingBack ? (
        words.readingEarlier
      ) : (
        <button type="button" class="link" onClick={onEarlier}>
          {words.earlier}
        </button>
      )}
    </p>
  );
}

function Messages(props: Props & { readonly scroll: Scroll }): JSX.Element {
  const { state, scroll } = props;
  const { messages, pending } = state;
  const asked = askedFrom(messages, pending);
  const offered = offeredAt(state);
  const { start, end } = scroll.rows;
  return (
    <>
      {messages.slice(start, end).map((message, offset) => {
        const before = messages[start + offset - 1];
        const after = messages[start + offset + 1];
        const newDay = dayKey(before?.createdAt ?? "") !== dayKey(message.createdAt);
        return (
          <Fragment key={message.seq}>
            {newDay && <Day iso={message.createdAt} />}
            <MessageRow
              message={message}
              leads={newDay || !sameVoice(before, message)}
              ends={!sameVoice(after, message) || !sameMinute(after, message)}
              live={start + offset >= asked || start + offset === offered}
              onPress={props.onPress}
              onOpenFile={props.onOpenFile}
              onRate={props.onRate}
            />
          </Fragment>
        );
      })}
    </>
  );
}

/** Index of the first message that the visitor has not answered yet. */
function askedFrom(messages: readonly ChatMessage[], pending: readonly Pending[]): number {
  if (pending.some((message) => message.refusal === "")) return messages.length;
  for (let index = messages.length; index > 0; index -= 1) {
    if (messages[index - 1]?.author === "user") return index;
  }
  return 0;
}

/** Who waits for a person keeps the way out, however much they write meanwhile, until they took it. */
function offeredAt({ owner, messages }: Snapshot): number {
  if (owner !== "queue") return -1;
  const later = new Set<string>();
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const { author, buttons, text } = messages[index] as ChatMessage;
    if (author === "user") later.add(text);
    else if (author === "system" && buttons.length > 0) {
      return buttons.some(({ title }) => later.has(title)) ? -1 : index;
    }
  }
  return -1;
}

function sameVoice(other: ChatMessage | undefined, message: ChatMessage): boolean {
  return other?.author === message.author && other.authorName === message.authorName;
}

function sameMinute(other: ChatMessage | undefined, message: ChatMessage): boolean {
  return other?.createdAt.slice(0, 16) === message.createdAt.slice(0, 16);
}

function Day({ iso }: { readonly iso: string }): JSX.Element | null {
  const { lang, words } = useTongue();
  if (dayKey(iso) === "") return null;
  return <p class="day">{dayTitle(iso, new Date(), lang, words)}</p>;
}

function Typing(): JSX.Element {
  const { words } = useTongue();
  return (
    <div class="row bot typing">
      <div class="bubble" role="img" aria-label={words.typing}>
        <span />
        <span />
        <span />
      </div>
    </div>
  );
}

function ToEnd({ scroll }: { readonly scroll: Scroll }): JSX.Element {
  const { words } = useTongue();
  return (
    <button
      type="button"
      class={scroll.fresh ? "to-end fresh" : "to-end"}
      aria-label={scroll.fresh ? words.newMessages : words.toLatest}
      onClick={scroll.toEnd}
    >
      {scroll.fresh && <span>{words.newMessages}</span>}
      <DownIcon />
    </button>
  );
}
