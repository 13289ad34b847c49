import {
  type Button,
  type ChatMessage,
  FILE_LIMIT,
  type Frame,
  type Owner,
  type Page,
  type Said,
} from "../../shared/protocol";
import { type Api, Refused } from "./api";
import type { Exclusive } from "./exclusive";
import { Introduction, type Outcome } from "./introduction";
import type { Keep } from "./keep";
import { Link, type LinkState } from "./link";
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
import { Outbox, type Pending } from "./outbox";
import type { PendingStore } from "./pending-store";
import { ReadMark } from "./read-mark";
import { Visitor } from "./visitor";

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

export interface Surroundings {
  readonly api: Api;
  readonly keep: Keep;
  readonly store: PendingStore;
  readonly exclusive: Exclusive;
}

const NOTHING: Snapshot = {
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
/** How long the log may take to show a message that the server has acknowledged. */
const ECHO_MS = 1_500;
const EARLIER_PAGE = 100;
/** Reading all of it, the pages are as large as the server gives them. */
const WHOLE_PAGE = 200;

/** One visitor's conversation: the log from the server, the messages on their way, the link. */
export class Conversation {
  private log: Log = EMPTY_LOG;
  private state: Snapshot = NOTHING;
  private readonly listeners = new Set<() => void>();
  private readonly visitor: Visitor;
  private readonly outbox: Outbox;
  private readonly link: Link;
  private readonly mark: ReadMark;
  private readonly introduction: Introduction;
  private toldRead = 0;
  private spoke: number | undefined;
  private readingBack: Promise<void> | undefined;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: Surroundings) {
    this.visitor = new Visitor(parts.api, parts.keep, parts.exclusive);
    this.visitor.onConversation = (expired) => this.begin(expired);
    this.visitor.onForgotten = () => void this.empty();
    this.introduction = new Introduction((jwt) => this.visitor.identify(jwt));
    this.mark = new ReadMark(parts.keep, () => this.visitor.conversationId);
    this.outbox = new Outbox(parts.store, (id, said) => this.send(id, said), parts.exclusive);
    this.outbox.onChange = () => this.update({ pending: this.outbox.messages });
    this.outbox.onSent = (seq) => {
      this.spoke ??= seq;
      this.settle();
      this.expectEcho(seq);
      this.expectAnswer(seq);
    };
    this.link = new Link(parts.api, {
      cursor: () => (this.log.opened ? this.log.cursor : undefined),
      token: () => this.visitor.token(),
      expired: (token) => this.visitor.renew(token),
      opened: (page) => this.opened(page),
      page: (after, page) => this.read(after, page),
      frame: (frame) => this.hear(frame),
      state: (link) => this.update({ link }),
    });
  }

  get snapshot(): Snapshot {
    return this.state;
  }

  /** The first message that was sent since the page was loaded, once the server has it. */
  get spokeAt(): number | undefined {
    return this.spoke;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Goes on with what this browser keeps: an earlier conversation, messages not yet sent. */
  async resume(): Promise<void> {
    await this.outbox.restore();
    if (this.visitor.known || this.outbox.messages.length > 0) this.link.start();
    await this.outbox.flush();
  }

  async say(text: string): Promise<void> {
    await this.dispatch({ text }, text);
  }

  async press(button: Button): Promise<void> {
    await this.dispatch({ button_id: button.id }, button.title);
  }

  /** A file over the limit is refused here already: sending it would only cost the visitor's time. */
  async sendFile(file: File): Promise<void> {
    const name = file.name || "image.png";
    if (file.size > FILE_LIMIT)
      await this.outbox.addRefused({ file, name }, name, "file_too_large");
    else await this.dispatch({ file, name }, name);
  }

  async openFile(seq: number): Promise<Blob> {
    return await this.parts.api.fetchFile(await this.visitor.token(), seq);
  }

  /** Of the service that the notice `seq` closed. False where the server could not be told. */
  async rate(seq: number, score: number): Promise<boolean> {
    try {
      await this.parts.api.rate(await this.visitor.token(), seq, score);
    } catch {
      return false;
    }
    const rated = (m: ChatMessage): ChatMessage => (m.seq === seq ? { ...m, rating: score } : m);
    this.become({ ...this.log, messages: this.log.messages.map(rated) });
    return true;
  }

  async retry(): Promise<void> {
    this.link.poke();
    await this.outbox.flush();
  }

  async discard(id: string): Promise<void> {
    await this.outbox.discard(id);
  }

  /** Reads what lies in front of the first message. Throws where the server cannot be asked. */
  readEarlier(limit = EARLIER_PAGE): Promise<void> {
    if (!this.state.earlier) return Promise.resolve();
    this.readingBack ??= this.readBack(limit).finally(() => {
      this.readingBack = undefined;
      this.update({ readingBack: false });
    });
    return this.readingBack;
  }

  /** Reads back to the very first message. False where the server could not be asked for all. */
  async readAll(): Promise<boolean> {
    try {
      while (this.state.earlier) await this.readEarlier(WHOLE_PAGE);
    } catch {
      return false;
    }
    return true;
  }

  /** The network, or the visitor's eyes, came back. */
  async wake(online: boolean): Promise<void> {
    this.update({ online });
    if (online) await this.retry();
  }

  /** The visitor sees the end of the transcript. */
  markRead(): void {
    this.mark.put(lastSeq(this.log));
    this.recount();
    this.tellRead(lastSeq(this.log));
  }

  recount(): void {
    this.update({ unread: this.mark.unread(this.log.messages) });
  }

  /** Whether the server believed what the site's own server signed about its visitor. */
  async identify(jwt: string): Promise<Outcome | undefined> {
    const outcome = await this.introduction.make(jwt);
    if (outcome?.accepted) this.link.start();
    return outcome;
  }

  /** The visitor signed out: this browser keeps neither the conversation nor what was not sent. */
  async forget(): Promise<void> {
    const gone = this.empty();
    await Promise.all([gone, this.outbox.clearStore(), this.visitor.forget()]);
    this.mark.drop();
  }

  /** Another tab of this browser changed what they share. */
  shared(): void {
    this.visitor.look();
    this.recount();
  }

  private async empty(): Promise<void> {
    this.introduction.stop();
    this.link.stop();
    this.log = EMPTY_LOG;
    this.spoke = undefined;
    const gone = this.outbox.clear();
    this.update({ ...NOTHING, online: this.state.online });
    await gone;
  }

  stop(): void {
    this.introduction.stop();
    this.link.stop();
    this.outbox.stop();
    clearTimeout(this.typingTimer);
  }

  /** Staff see how far the visitor has read; that it arrives is not worth a second try. */
  private tellRead(seq: number): void {
    if (seq <= this.toldRead) return;
    this.toldRead = seq;
    void this.visitor
      .token()
      .then((token) => this.parts.api.tellRead(token, seq))
      .catch(() => undefined);
  }

  private async dispatch(said: Said, label: string): Promise<void> {
    this.update({ renewed: false });
    const sent = this.outbox.add(said, label);
    this.link.start();
    await sent;
  }

  private async send(id: string, said: Said): Promise<number> {
    const token = await this.visitor.token();
    try {
      return await this.parts.api.send(token, id, said);
    } catch (error) {
      if (error instanceof Refused && error.status === 401) await this.visitor.renew(token);
      throw error;
    }
  }

  private async readBack(limit: number): Promise<void> {
    this.update({ readingBack: true });
    const { conversationId } = this.visitor;
    const token = await this.visitor.token();
    const page = await this.parts.api.readBack(token, firstSeq(this.log), limit);
    if (this.visitor.conversationId === conversationId) this.become(prepend(this.log, page));
  }

  private expectEcho(seq: number): void {
    const check = (): void => {
      if (this.log.cursor < seq) this.link.poke();
    };
    // With no line open yet, as at the first message, nothing will announce it.
    if (this.link.listens) setTimeout(check, ECHO_MS);
    else check();
  }

  /** The first message opens the line too late to be told that the bot is busy with it. */
  private expectAnswer(seq: number): void {
    const answered = this.log.messages.some((m) => m.seq > seq && m.author !== "user");
    if (this.state.owner === "bot" && !answered) this.setTyping(true);
  }

  private begin(expired: boolean): void {
    this.log = EMPTY_LOG;
    this.toldRead = 0;
    this.spoke = undefined;
    this.outbox.forgetSent();
    this.update({ messages: [], earlier: false, owner: "bot", typing: false, renewed: expired });
    this.link.restart();
  }

  private opened(page: Page): void {
    this.become(open(this.log, page));
    this.take(page);
  }

  private read(after: number, page: Page): void {
    const log = fill(this.log, after, page.messages);
    // A long history is drawn once, at its end, not a hundred times on the way there.
    if (page.hasMore) this.log = log;
    else this.become(log);
    this.take(page);
  }

  private take(page: Page): void {
    // A page may be older than what the line has told: it knows of answers, not of who types now.
    if (answers(page.messages)) this.setTyping(false);
    this.update({ owner: page.owner });
  }

  private hear(frame: Frame): void {
    if (frame.type === "typing") this.setTyping(frame.on);
    if (frame.type !== "messages") return;
    const log = announce(this.log, frame.messages);
    if (hasGap(log)) this.closeGap(log);
    else this.become(log);
    if (answers(frame.messages)) this.setTyping(false);
    if (frame.owner !== undefined) this.update({ owner: frame.owner });
  }

  /**
   * An answer drawn before what it follows would stand above the visitor's own words for a moment.
   * Where the missing cannot be read, what is there is shown all the same.
   */
  private closeGap(log: Log): void {
    this.log = log;
    const show = (): void => this.become(this.log);
    void this.link.catchUp().then(show, show);
  }

  private become(log: Log): void {
    this.log = log;
    const { messages, earlier } = log;
    if (messages !== this.state.messages) this.settle();
    this.update({ messages, earlier, unread: this.mark.unread(messages) });
  }

  /** What the log shows, or would show in front of its first message, is on its way no more. */
  private settle(): void {
    const ids = new Set(this.log.messages.map((message) => message.clientMsgId));
    // The log may show a message before the answer to its sending is back.
    const own = new Set(this.outbox.messages.map(({ id }) => id));
    this.spoke ??= this.log.messages.find((m) => own.has(m.clientMsgId ?? ""))?.seq;
    const first = this.log.earlier ? firstSeq(this.log) : 0;
    for (const { id, seq } of this.outbox.messages) if ((seq ?? first) < first) ids.add(id);
    void this.outbox.settle(ids);
  }

  private setTyping(typing: boolean): void {
    clearTimeout(this.typingTimer);
    if (typing) this.typingTimer = setTimeout(() => this.setTyping(false), TYPING_LIMIT_MS);
    this.update({ typing });
  }

  private update(change: Partial<Snapshot>): void {
    const keys = Object.keys(change) as (keyof Snapshot)[];
    if (keys.every((key) => this.state[key] === change[key])) return;
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

function answers(messages: readonly ChatMessage[]): boolean {
  return messages.some(({ author }) => author !== "user");
}
