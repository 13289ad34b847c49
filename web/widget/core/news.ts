import type { ChatMessage } from "../../shared/protocol";
import type { Snapshot } from "./showing";

export interface Telling {
  readonly snapshot: Pick<Snapshot, "messages" | "link" | "pending">;
  /** The first message that was sent since the page was loaded, once the server has it. */
  readonly spokeAt: number | undefined;
}

/**
 * A listener that tells what others say from now on, each once, and not what was there already: the
 * log when the line came up, or all before the visitor's own first words, whichever is known first.
 * An answer may well be read before the line is up.
 */
export function newsOf(conversation: Telling, tell: (message: ChatMessage) => void): () => void {
  let told: number | undefined;
  return () => {
    const { messages, link, pending } = conversation.snapshot;
    const last = messages[messages.length - 1]?.seq;
    if (last === undefined) {
      told = undefined;
      return;
    }
    const from = told ?? conversation.spokeAt;
    // An answer may even be announced before the words that it answers are known to have arrived.
    const speaking = pending.some(({ refusal }) => refusal === "");
    if (from === undefined && (link !== "live" || speaking)) return;
    told = last;
    if (from === undefined) return;
    for (const message of messages)
      if (message.seq > from && message.author !== "user") tell(message);
  };
}
