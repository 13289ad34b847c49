import type { JSX } from "preact";
import type { Button, ChatMessage } from "../../shared/protocol";
import type { Words } from "../../shared/words";
import { Buttons } from "./buttons";
import { CardView } from "./card";
import { useTongue } from "./context";
import { clockTime } from "./dates";
import { RichText } from "./rich-text";

interface Props {
  readonly message: ChatMessage;
  /** First of several in a row by the same author: only this one names the author. */
  readonly leads: boolean;
  /** Last of several within the same minute: only this one tells the time. */
  readonly ends: boolean;
  /** Nothing was said by the visitor since, so its buttons are still a question. */
  readonly live: boolean;
  onPress(button: Button): void;
}

export function MessageRow({ message, leads, ends, live, onPress }: Props): JSX.Element {
  const { words } = useTongue();
  const { author, text, cards, buttons, createdAt } = message;
  return (
    <div class={rowClass(message, leads)} data-seq={message.seq}>
      <p class={leads && author !== "user" && author !== "system" ? "author" : "unseen"}>
        {authorName(message, words)}
      </p>
      {text !== "" && (
        <div class="bubble">
          <RichText text={text} />
        </div>
      )}
      {cards.map((card) => (
        <CardView key={`${card.kind}:${card.id}`} card={card} onPress={onPress} />
      ))}
      {ends && author !== "system" && <time dateTime={createdAt}>{clockTime(createdAt)}</time>}
      {live && <Buttons buttons={buttons} className="chips" onPress={onPress} />}
    </div>
  );
}

/** A notice that asks something stands where answers stand; others are a line in the middle. */
function rowClass({ author, buttons }: ChatMessage, leads: boolean): string {
  const notice = author === "system" && buttons.length === 0;
  return `row ${author}${notice ? " notice-line" : ""}${leads ? " leads" : ""}`;
}

function authorName({ author, authorName }: ChatMessage, words: Words): string {
  const names = { user: words.you, bot: words.bot, staff: words.staff, system: words.system };
  return author === "staff" && authorName !== "" ? `${words.staff} ${authorName}` : names[author];
}
