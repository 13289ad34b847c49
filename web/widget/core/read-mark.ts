import type { ChatMessage } from "../../shared/protocol";
import type { Keep } from "./keep";

const KEY = "frontdesk.read";

/** Up to where the visitor has read, shared by all tabs of this browser. */
export class ReadMark {
  constructor(
    private readonly keep: Keep,
    private readonly conversationId: () => string,
  ) {}

  put(seq: number): void {
    if (seq > this.seq()) this.keep.set(KEY, `${this.conversationId()} ${seq}`);
  }

  drop(): void {
    this.keep.drop(KEY);
  }

  unread(messages: readonly ChatMessage[]): number {
    const read = this.seq();
    return messages.filter((m) => m.author !== "user" && m.seq > read).length;
  }

  private seq(): number {
    const [conversation, seq] = (this.keep.get(KEY) ?? "").split(" ");
    return conversation === this.conversationId() ? Number(seq) : 0;
  }
}
