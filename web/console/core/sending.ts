import { backoffMs } from "../../shared/backoff";
import type { FileKeep } from "./file-keep";
import { mayPass, Problem } from "./problem";

/** A picture or document; its bytes lie in the `FileKeep` under the message's id. */
export interface Enclosed {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/** The bytes are not at hand any more: the file has to be chosen once more. */
export class FileGone extends Error {}

export interface Pending {
  /** The `client_msg_id`: the same message under the same id is stored once. */
  readonly id: string;
  readonly text: string;
  readonly kind: "reply" | "note";
  readonly file?: Enclosed;
  /** Ids of the colleagues whom a note names. */
  readonly mentions: readonly string[];
  readonly writtenAt: string;
  readonly state: "sending" | "waiting" | "failed";
  /** Why it failed, as the server put it. */
  readonly reason: string;
  /** It failed for good: there is nothing left to send. */
  readonly lost?: boolean;
}

/** Where unsent messages outlive the page. */
export interface Shelf {
  read(): readonly Pending[];
  write(pending: readonly Pending[]): void;
}

const RETRY_BASE_MS = 1_000;
const RETRY_CAP_MS = 15_000;

/**
 * Messages of one conversation on their way, one after another and in their order. A message stays
 * on screen until the log has it, or until its writer takes it back.
 */
export class Sending {
  private list: readonly Pending[];
  private running = false;
  private stopped = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (message: Pending) => Promise<void>,
    private readonly shelf: Shelf,
    private readonly files: FileKeep,
    private readonly changed: (pending: readonly Pending[]) => void,
  ) {
    // Written on an earlier page, perhaps yesterday: it goes out when its writer says so.
    this.list = shelf
      .read()
      .map((message) => ({ ...message, mentions: message.mentions ?? [], state: "failed" }));
    if (this.list.length > 0) changed(this.list);
  }

  get pending(): readonly Pending[] {
    return this.list;
  }

  add(text: string, kind: Pending["kind"], mentions: readonly string[] = []): void {
    this.put({ ...fresh(), text, kind, mentions });
  }

  addFile(file: File): void {
    const { name, size, type } = file;
    const message: Pending = { ...fresh(), text: "", kind: "reply", file: { name, size, type } };
    void this.files.put(message.id, file);
    this.put(message);
  }

  private put(message: Pending): void {
    this.become([...this.list, message]);
    void this.flush();
  }

  retry(id: string): void {
    this.change(id, { state: "sending", reason: "" });
    void this.flush();
  }

  /** Takes a message back and returns its text; undefined where it is gone already. */
  takeBack(id: string): string | undefined {
    const found = this.list.find((message) => message.id === id);
    if (found?.state !== "failed") return undefined;
    this.drop(new Set([id]));
    return found.text;
  }

  /** The log shows these now. */
  settle(ids: ReadonlySet<string>): void {
    if (this.list.some((message) => ids.has(message.id))) this.drop(ids);
  }

  private drop(ids: ReadonlySet<string>): void {
    const gone = this.list.filter((message) => ids.has(message.id));
    this.become(this.list.filter((message) => !ids.has(message.id)));
    for (const { id, file } of gone) if (file !== undefined) void this.files.drop(id);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Sends what waits; safe to call at any time, such as when the network is back. */
  async flush(): Promise<void> {
    if (this.running || this.stopped) return;
    this.running = true;
    clearTimeout(this.timer);
    try {
      for (let next = this.next(); next !== undefined; next = this.next()) {
        if (!(await this.attempt(next))) return;
      }
    } finally {
      this.running = false;
    }
  }

  private next(): Pending | undefined {
    return this.list.find((message) => message.state !== "failed");
  }

  private async attempt(message: Pending): Promise<boolean> {
    this.change(message.id, { state: "sending" });
    try {
      await this.send(message);
      this.failures = 0;
      this.settle(new Set([message.id]));
      return true;
    } catch (error) {
      if (mayPass(error)) {
        this.failures += 1;
        this.change(message.id, { state: "waiting" });
        const delay = backoffMs(this.failures, RETRY_BASE_MS, RETRY_CAP_MS);
        this.timer = setTimeout(() => void this.flush(), delay);
        return false;
      }
      const lost = error instanceof FileGone;
      const reason = error instanceof Problem ? error.message : lost ? "" : String(error);
      this.change(message.id, { state: "failed", reason, lost });
      return true;
    }
  }

  private change(id: string, change: Partial<Pending>): void {
    this.become(this.list.map((each) => (each.id === id ? { ...each, ...change } : each)));
  }

  private become(list: readonly Pending[]): void {
    this.list = list;
    this.shelf.write(list);
    this.changed(list);
  }
}

function fresh(): Pending {
  const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(16).slice(2)}`;
  const writtenAt = new Date().toISOString();
  return { id, text: "", kind: "reply", mentions: [], writtenAt, state: "sending", reason: "" };
}
