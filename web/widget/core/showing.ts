import type { ChatMessage, Owner } from "../../shared/protocol";
import type { LinkState } from "./link";
import type { Pending } from "./outbox";

/** Everything that the view draws. A new object whenever something changed. */
export interface Snapshot {
  readonly messages: readonly ChatMessage[];
  /** There are messages in front of the first one, and whether they are being read. */
  readonly earlier: boolean;
  readonly readingBack: boolean;
  readonly pending: readonly Pending[];
  readonly owner: Owner;
  readonly typing: boolean;
  readonly link: LinkState;
  readonly online: boolean;
  /** The kept conversation had expired and this is a new one. */
  readonly renewed: boolean;
  readonly unread: number;
}

export const NOTHING: Snapshot = {
  messages: [],
  earlier: false,
  readingBack: false,
  pending: [],
  owner: "bot",
  typing: false,
  link: "idle",
  online: true,
  renewed: false,
  unread: 0,
};

/** A typing sign whose end got lost must not dance for ever. */
const TYPING_LIMIT_MS = 60_000;
/** What the view draws at this moment, and who wants to hear that it changed. */
export class Showing {
  private state: Snapshot = NOTHING;
  private readonly listeners = new Set<() => void>();
  private typingTimer: ReturnType<typeof setTimeout> | undefined;

  get snapshot(): Snapshot {
    return this.state;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  update(change: Partial<Snapshot>): void {
    const keys = Object.keys(change) as (keyof Snapshot)[];
    if (keys.every((key) => this.state[key] === change[key])) return;
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  setTyping(typing: boolean): void {
    this.stop();
    if (typing) this.typingTimer = setTimeout(() => this.setTyping(false), TYPING_LIMIT_MS);
    this.update({ typing });
  }

  stop(): void {
    clearTimeout(this.typingTimer);
  }
}
