import { type Button, FILE_LIMIT, type Page, type Said } from "../../shared/protocol";
import { type Api, Refused } from "./api";
import type { Exclusive } from "./exclusive";
import { History } from "./history";
import { Introduction, type Outcome } from "./introduction";
import type { Keep } from "./keep";
import { Link } from "./link";
import { Outbox } from "./outbox";
import type { PendingStore } from "./pending-store";
import { ReadMark } from "./read-mark";
import { NOTHING, Showing, type Snapshot } from "./showing";
import { Visitor } from "./visitor";

export interface Surroundings {
  readonly api: Api;
  readonly keep: Keep;
  readonly store: PendingStore;
  readonly exclusive: Exclusive;
}

/** How long the log may take to show a message that the server has acknowledged. */
const ECHO_MS = 1_500;

/** One visitor's conversation: the log from the server, the messages on their way, the link. */
export class Conversation {
  private readonly showing = new Showing();
  private readonly history: History;
  private readonly visitor: Visitor;
  private readonly outbox: Outbox;
  private readonly link: Link;
  private readonly mark: ReadMark;
  private readonly introduction: Introduction;
  private toldRead = 0;
  private spoke: number | undefined;

  constructor(private readonly parts: Surroundings) {
    this.visitor = new Visitor(parts.api, parts.keep, parts.exclusive);
    this.visitor.onConversation = (expired) => this.begin(expired);
    this.visitor.onForgotten = () => void this.empty();
    this.introduction = new Introduction((jwt) => this.visitor.identify(jwt));
    this.mark = new ReadMark(parts.keep, () => this.visitor.conversationId);
    this.outbox = new Outbox(parts.store, (id, said) => this.send(id, said), parts.exclusive);
    this.history = new History(this.showing, {
      earlier: (before, limit) => this.readBack(before, limit),
      catchUp: () => this.link.catchUp(),
      unread: (messages) => this.mark.unread(messages),
      changed: () => this.settle(),
    });
    this.outbox.onChange = () => this.update({ pending: this.outbox.messages });
    this.outbox.onSent = (seq) => {
      this.spoke ??= seq;
      this.settle();
      this.expectEcho(seq);
      this.expectAnswer(seq);
    };
    this.link = new Link(parts.api, {
      cursor: () => (this.history.opened ? this.history.cursor : undefined),
      token: () => this.visitor.token(),
      expired: (token) => this.visitor.renew(token),
      opened: (page) => this.history.open(page),
      page: (after, page) => this.history.read(after, page),
      frame: (frame) => this.history.hear(frame),
      state: (link) => this.update({ link }),
    });
  }

  get snapshot(): Snapshot {
    return this.showing.snapshot;
  }

  /** The first message that was sent since the page was loaded, once the server has it. */
  get spokeAt(): number | undefined {
    return this.spoke;
  }

  subscribe(listener: () => void): () => void {
    return this.showing.subscribe(listener);
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
    this.history.rate(seq, score);
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
  readEarlier(): Promise<void> {
    return this.history.readEarlier();
  }

  /** Reads back to the very first message. False where the server could not be asked for all. */
  readAll(): Promise<boolean> {
    return this.history.readAll();
  }

  /** The network, or the visitor's eyes, came back. */
  async wake(online: boolean): Promise<void> {
    this.update({ online });
    if (online) await this.retry();
  }

  /** The visitor sees the end of the transcript. */
  markRead(): void {
    this.mark.put(this.history.last);
    this.recount();
    this.tellRead(this.history.last);
  }

  recount(): void {
    this.update({ unread: this.mark.unread(this.history.messages) });
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
    this.history.clear();
    this.spoke = undefined;
    const gone = this.outbox.clear();
    this.update({ ...NOTHING, online: this.snapshot.online });
    await gone;
  }

  stop(): void {
    this.introduction.stop();
    this.link.stop();
    this.outbox.stop();
    this.showing.stop();
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

  private async readBack(before: number, limit: number): Promise<Page | undefined> {
    const { conversationId } = this.visitor;
    const token = await this.visitor.token();
    const page = await this.parts.api.readBack(token, before, limit);
    return this.visitor.conversationId === conversationId ? page : undefined;
  }

  private expectEcho(seq: number): void {
    const check = (): void => {
      if (this.history.cursor < seq) this.link.poke();
    };
    // With no line open yet, as at the first message, nothing will announce it.
    if (this.link.listens) setTimeout(check, ECHO_MS);
    else check();
  }

  /** The first message opens the line too late to be told that the bot is busy with it. */
  private expectAnswer(seq: number): void {
    const answered = this.history.messages.some((m) => m.seq > seq && m.author !== "user");
    if (this.snapshot.owner === "bot" && !answered) this.showing.setTyping(true);
  }

  private begin(expired: boolean): void {
    this.history.clear();
    this.toldRead = 0;
    this.spoke = undefined;
    this.outbox.forgetSent();
    this.update({ messages: [], earlier: false, owner: "bot", typing: false, renewed: expired });
    this.link.restart();
  }

  /** What the log shows, or would show in front of its first message, is on its way no more. */
  private settle(): void {
    const ids = new Set(this.history.messages.map((message) => message.clientMsgId));
    // The log may show a message before the answer to its sending is back.
    const own = new Set(this.outbox.messages.map(({ id }) => id));
    this.spoke ??= this.history.messages.find((m) => own.has(m.clientMsgId ?? ""))?.seq;
    const first = this.history.earlier ? this.history.first : 0;
    for (const { id, seq } of this.outbox.messages) if ((seq ?? first) < first) ids.add(id);
    void this.outbox.settle(ids);
  }

  private update(change: Partial<Snapshot>): void {
    this.showing.update(change);
  }
}
