import { backoffMs } from "../../shared/backoff";
import type { Said } from "../../shared/protocol";
import { Refused, Unreachable } from "./api";
import type { Exclusive } from "./exclusive";
import type { Kept, PendingStore } from "./pending-store";

export interface Pending extends Kept {
  /** Set once the server has stored the message; the bubble stays until the log shows it. */
  readonly seq: number | undefined;
  readonly failures: number;
  readonly reason: "network" | "busy" | "server";
}

/** Sends one message and returns its `seq`; throws `Unreachable` or `Refused`. */
export type Send = (clientMsgId: string, said: Said) => Promise<number>;

const RETRY_BASE_MS = 1_000;
const RETRY_CAP_MS = 30_000;

/**
 * The visitor's messages on their way. Stored before they are sent, sent one after another, tried
 * again under the same id until the server has them or says why it never will.
 */
export class Outbox {
  onChange: () => void = () => undefined;
  /** Called with the `seq` of a message that the server now has. */
  onSent: (seq: number) => void = () => undefined;
  private pending: readonly Pending[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  private again = false;

  constructor(
    private readonly store: PendingStore,
    private readonly send: Send,
    private readonly exclusive: Exclusive,
  ) {}

  get messages(): readonly Pending[] {
    return this.pending;
  }

  /** Messages that an earlier page of this browser could not deliver. */
  async restore(): Promise<void> {
    const kept = [...(await this.store.list())].sort((a, b) => a.order - b.order);
    const mine = new Set(this.pending.map((message) => message.id));
    this.become([...kept.filter((k) => !mine.has(k.id)).map(fromKept), ...this.pending]);
  }

  async add(said: Said, label: string): Promise<void> {
    await this.put(said, label, "");
    await this.flush();
  }

  /** One that is known beforehand to be refused: shown with the reason, never sent. */
  async addRefused(said: Said, label: string, refusal: string): Promise<void> {
    await this.put(said, label, refusal);
  }

  private async put(said: Said, label: string, refusal: string): Promise<void> {
    const kept: Kept = {
      id: crypto.randomUUID?.() ?? fallbackId(),
      order: Math.max(Date.now(), (this.pending[this.pending.length - 1]?.order ?? 0) + 1),
      said,
      label,
      writtenAt: new Date().toISOString(),
      refusal,
    };
    this.become([...this.pending, fromKept(kept)]);
    await this.persist(kept);
  }

  /** Forgets a message that was refused; one that may still be sent stays. */
  async discard(id: string): Promise<void> {
    const found = this.pending.find((message) => message.id === id);
    if (found === undefined || found.refusal === "") return;
    this.become(this.pending.filter((message) => message.id !== id));
    await this.forget(id);
  }

  /** Forgets everything, sent or not. */
  async clear(): Promise<void> {
    clearTimeout(this.timer);
    const gone = this.pending;
    this.become([]);
    await Promise.all(gone.map((message) => this.forget(message.id)));
  }

  /** Forgets also what other pages of this browser have stored. */
  async clearStore(): Promise<void> {
    const stored = await this.store.list().catch(() => []);
    await Promise.all(stored.map(({ id }) => this.forget(id)));
  }

  /** The log now holds these ids: their bubbles come from there. */
  async settle(ids: ReadonlySet<string>): Promise<void> {
    const settled = this.pending.filter((message) => ids.has(message.id));
    if (settled.length === 0) return;
    this.become(this.pending.filter((message) => !ids.has(message.id)));
    await Promise.all(settled.map((message) => this.forget(message.id)));
  }

  /** A new conversation begins: what the old one has received will not show up in this log. */
  forgetSent(): void {
    this.become(this.pending.filter((message) => message.seq === undefined));
  }

  /** Sends what waits. Safe to call at any time, from any event. */
  async flush(): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    clearTimeout(this.timer);
    try {
      do {
        this.again = false;
        await this.exclusive("outbox", () => this.drain());
      } while (this.again);
    } finally {
      this.running = false;
    }
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async drain(): Promise<void> {
    for (let next = this.next(); next !== undefined; next = this.next()) {
      if (!(await this.attempt(next))) return;
    }
  }

  private next(): Pending | undefined {
    return this.pending.find((message) => message.seq === undefined && message.refusal === "");
  }

  /** Returns whether the following message may be tried. */
  private async attempt(message: Pending): Promise<boolean> {
    try {
      const seq = await this.send(message.id, message.said);
      this.change(message.id, { seq });
      await this.forget(message.id);
      this.onSent(seq);
      return true;
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      if (error instanceof Refused && !this.mayPass(error)) return this.refuse(message, error);
      this.postpone(message, error);
      return false;
    }
  }

  /** An expired session is replaced by the sender, so the message may be tried again. */
  private mayPass(error: Refused): boolean {
    return error.passing || error.status === 401;
  }

  private async refuse(message: Pending, error: Refused): Promise<boolean> {
    const refusal = error.detail || (error.status === 413 ? "too_large" : error.code);
    this.change(message.id, { refusal });
    await this.persist({ ...kept(message), refusal });
    return true;
  }

  private postpone(message: Pending, error: Refused | Unreachable): void {
    const failures = message.failures + 1;
    const refused = error instanceof Refused;
    const reason = !refused ? "network" : error.status === 429 ? "busy" : "server";
    this.change(message.id, { failures, reason });
    const asked = refused ? error.retryAfterMs : 0;
    const delay = asked + backoffMs(failures, RETRY_BASE_MS, RETRY_CAP_MS);
    this.timer = setTimeout(() => void this.flush(), delay);
  }

  /** A browser that cannot store must not keep the visitor from sending. */
  private async persist(message: Kept): Promise<void> {
    await this.store.put(message).catch(() => undefined);
  }

  /** What stays behind by mischance is sent once more under the same id, and stored once. */
  private async forget(id: string): Promise<void> {
    await this.store.remove(id).catch(() => undefined);
  }

  private change(id: string, change: Partial<Pending>): void {
    this.become(this.pending.map((m) => (m.id === id ? { ...m, ...change } : m)));
  }

  private become(pending: readonly Pending[]): void {
    this.pending = pending;
    this.onChange();
  }
}

function fromKept(message: Kept): Pending {
  return { ...message, seq: undefined, failures: 0, reason: "network" };
}

function kept({ id, order, said, label, writtenAt, refusal }: Pending): Kept {
  return { id, order, said, label, writtenAt, refusal };
}

/** `crypto.randomUUID` exists only on https and localhost; trials on a LAN address run without. */
function fallbackId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
