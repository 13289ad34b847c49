import type { JSX } from "preact";
import type { Button, ChatMessage } from "../../shared/protocol";
import type { Words } from "../../shared/words";
import { Buttons } from "./buttons";
import { CardView } from "./card";
import { Carousel } from "./carousel";
import { useTongue } from "./context";
import { clockTime } from "./dates";
import { FileView } from "./file";
import { Rating } from "./rating";
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
  onOpenFile(seq: number): Promise<Blob>;
  onRate(seq: number, score: number): Promise<boolean>;
}

type CardsProps = Pick<Props, "onPress"> & Pick<ChatMessage, "cards">;

export function MessageRow(props: Props): JSX.Element {
  const { message, leads, ends, live, onPress } = props;
  const { words } = useTongue();
  const { author, cards, buttons, createdAt } = message;
  return (
    <div class={rowClass(message, leads)} data-seq={message.seq}>
      <p class={leads && author !== "user" && author !== "system" ? "author" : "unseen"}>
        {authorName(message, words)}
      </p>
      <Saying {...props} />
      <Cards cards={cards} onPress={onPress} />
      {message.event === "closed" && (
        <Rating rating={message.rating} rate={(score) => props.onRate(message.seq, score)} />
      )}
      {ends && author !== "system" && <time dateTime={createdAt}>{clockTime(createdAt)}</time>}
      {live && <Buttons buttons={buttons} className="chips" onPress={onPress} />}
    </div>
  );
}

function Cards({ cards, onPress }: CardsProps): JSX.Element | null {
  const [only, ...more] = cards;
  if (only === undefined) return null;
  if (more.length > 0) return <Carousel cards={cards} onPress={onPress} />;
  return <CardView card={only} onPress={onPress} />;
}

/** A file stands in place of the words that say so. */
function Saying({ message, onOpenFile }: Props): JSX.Element | null {
  const { text, file, seq } = message;
  if (file !== undefined) return <FileView file={file} open={() => onOpenFile(seq)} />;
  if (text === "") return null;
  return (
    <div class="bubble">
      <RichText text={text} />
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
