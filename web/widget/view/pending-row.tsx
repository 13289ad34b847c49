import type { JSX } from "preact";
import type { Words } from "../../shared/words";
import type { Pending } from "../core/outbox";
import { useTongue } from "./context";

interface Props {
  readonly message: Pending;
  /** Why it will take longer, if it will; empty while it is simply on its way. */
  readonly delay: string;
  onRetry(): void;
  onDiscard(id: string): void;
  onEdit(message: Pending): void;
}

/** How many failed tries pass before the bubbles say so; the tries go on all the same. */
const PATIENCE = 3;

/** Messages go out in order, so what holds up the first one holds up all. */
export function delayOf(pending: readonly Pending[], online: boolean, words: Words): string {
  const first = pending.find((message) => message.seq === undefined && message.refusal === "");
  if (first === undefined) return "";
  if (!online) return words.failures.network;
  return first.failures >= PATIENCE ? words.failures[first.reason] : "";
}

export function PendingRow(props: Props): JSX.Element {
  return (
    <div class="row user leads pending" data-client-msg-id={props.message.id}>
      <p class="unseen">{useTongue().words.you}</p>
      <div class="bubble">{props.message.label}</div>
      <p class="delivery">
        {props.message.refusal === "" ? <OnItsWay {...props} /> : <TurnedDown {...props} />}
      </p>
    </div>
  );
}

function OnItsWay({ message, delay, onRetry }: Props): JSX.Element {
  const { words } = useTongue();
  if (delay === "" || message.seq !== undefined) return <span>{words.sending}</span>;
  return (
    <>
      <span class="unsent">
        {words.unsent}（{delay}）
      </span>
      <button type="button" class="link" onClick={onRetry}>
        {words.retry}
      </button>
    </>
  );
}

function TurnedDown({ message, onDiscard, onEdit }: Props): JSX.Element {
  const { words } = useTongue();
  return (
    <>
      <span class="unsent">
        {words.refused}：{refusalText(message.refusal, words)}
      </span>
      {"text" in message.said && (
        <button type="button" class="link" onClick={() => onEdit(message)}>
          {words.edit}
        </button>
      )}
      <button type="button" class="link" onClick={() => onDiscard(message.id)}>
        {words.remove}
      </button>
    </>
  );
}

/** The server's own sentence, or ours where it gave only a code. */
function refusalText(refusal: string, words: Words): string {
  if (refusal === "too_large") return words.failures.tooLong;
  if (refusal === "file_too_large") return words.failures.fileTooLarge;
  return /^[a-z_]+$/.test(refusal) ? words.failures.refused : refusal;
}
