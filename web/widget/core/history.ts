import type { ChatMessage, Frame, Page } from "../../shared/protocol";
import {
  announce,
  EMPTY_LOG,
  fill,
  firstSeq,
  hasGap,
  type Log,
  lastSeq,
  open,
  prepend,
} from "./log";
import type { Showing } from "./showing";

const EARLIER_PAGE = 100;
/** Reading all of it, the pages are as large as the server gives them. */
const WHOLE_PAGE = 200;

export interface Sources {
  /** What lies in front of `before`. Undefined where another conversation began meanwhile. */
  earlier(before: number, limit: number): Promise<Page | undefined>;
  /** Reads what the line has left out. */
  catchUp(): Promise<void>;
  unread(messages: readonly ChatMessage[]): number;
  /** Other messages are here than before, drawn or not. */
  changed(): void;
}

/** What of the server's log is here, read forwards and back, and its way onto the screen. */
export class History {
  private log: Log = EMPTY_LOG;
  private readingBack: Promise<void> | undefined;

  constructor(
    private readonly showing: Showing,
    private readonly sources: Sources,
  ) {}

  get messages(): readonly ChatMessage[] {
    return this.log.messages;
  }

  /** There are messages in front of the first one. */
  get earlier(): boolean {
    return this.log.earlier;
  }

  get first(): number {
    return firstSeq(this.log);
  }

  get last(): number {
    return lastSeq(this.log);
  }

  get cursor(): number {
    return this.log.cursor;
  }

  get opened(): boolean {
    return this.log.opened;
  }

  clear(): void {
    this.log = EMPTY_LOG;
  }

  /** The newest page, read as the conversation opens. */
  open(page: Page): void {
    this.become(open(this.log, page));
    this.take(page);
  }

  read(after: number, page: Page): void {
    const log = fill(this.log, after, page.messages);
    // A long history is drawn once, at its end, not a hundred times on the way there.
    if (page.hasMore) this.log = log;
    else this.become(log);
    this.take(page);
  }

  hear(frame: Frame): void {
    if (frame.type === "typing") this.showing.setTyping(frame.on);
    if (frame.type !== "messages") return;
    const log = announce(this.log, frame.messages);
    if (hasGap(log)) this.closeGap(log);
    else this.become(log);
    if (answers(frame.messages)) this.showing.setTyping(false);
    if (frame.owner !== undefined) this.showing.update({ owner: frame.owner });
  }

  rate(seq: number, rating: number): void {
    const rated = (m: ChatMessage): ChatMessage => (m.seq === seq ? { ...m, rating } : m);
    this.become({ ...this.log, messages: this.log.messages.map(rated) });
  }

  /** Reads what lies in front of the first message. Throws where the server cannot be asked. */
  readEarlier(limit = EARLIER_PAGE): Promise<void> {
    if (!this.showing.snapshot.earlier) return Promise.resolve();
    this.readingBack ??= this.readBack(limit).finally(() => {
      this.readingBack = undefined;
      this.showing.update({ readingBack: false });
    });
    return this.readingBack;
  }

  /** Reads back to the very first message. False where the server could not be asked for all. */
  async readAll(): Promise<boolean> {
    try {
      while (this.showing.snapshot.earlier) await this.readEarlier(WHOLE_PAGE);
    } catch {
      return false;
    }
    return true;
  }

  private async readBack(limit: number): Promise<void> {
    this.showing.update({ readingBack: true });
    const page = await this.sources.earlier(firstSeq(this.log), limit);
    if (page !== undefined) this.become(prepend(this.log, page));
  }

  private take(page: Page): void {
    // A page may be older than what the line has told: it knows of answers, not of who types now.
    if (answers(page.messages)) this.showing.setTyping(false);
    this.showing.update({ owner: page.owner });
  }

  /**
   * An answer drawn before what it follows would stand above the visitor's own words for a moment.
   * Where the missing cannot be read, what is there is shown all the same.
   */
  private closeGap(log: Log): void {
    this.log = log;
    const show = (): void => this.become(this.log);
    void this.sources.catchUp().then(show, show);
  }

  private become(log: Log): void {
    this.log = log;
    const { messages, earlier } = log;
    if (messages !== this.showing.snapshot.messages) this.sources.changed();
    this.showing.update({ messages, earlier, unread: this.sources.unread(messages) });
  }
}

function answers(messages: readonly ChatMessage[]): boolean {
  return messages.some(({ author }) => author !== "user");
}
