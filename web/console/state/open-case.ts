import { computed, reactive, shallowReactive } from "vue";
import type { Api } from "../core/api";
import type { Drafts } from "../core/drafts";
import { fileKeep } from "../core/file-keep";
import type { Frame, Message, Row, Viewer } from "../core/frames";
import { isNewer } from "../core/inbox";
import { FileGone, type Pending, Sending, type Shelf } from "../core/sending";
import { type Note, timeline } from "../core/timeline";
import {
  announced,
  firstOnTheWay,
  hasGap,
  hasUnread,
  NOTHING,
  opened,
  preceded,
  type Transcript,
} from "../core/transcript";
import { CaseApi, type Detail } from "./case-api";
import type { Desk } from "./desk";

export type { Detail } from "./case-api";

const PAGE = 60;
/** The most that one answer holds; and how much is shown before a row that was searched for. */
const LONG_PAGE = 500;
const CONTEXT = 20;
const VIEWING_MS = 15_000;
const TYPING_MS = 3_000;
const DELIVERY_MS = 4_000;
/** Beyond every `seq`: the last messages. */
const END = 2 ** 31 - 1;

interface State {
  /** Everything but the messages, as last read. */
  detail: Detail | undefined;
  row: Row | undefined;
  transcript: Transcript;
  notes: readonly Note[];
  viewers: readonly Viewer[];
  pending: readonly Pending[];
  failure: unknown;
  readingEarlier: boolean;
}

/** One conversation that is open on screen: read once, then kept true by the desk's line. */
export class OpenCase {
  readonly state = shallowReactive<State>({
    detail: undefined,
    row: undefined,
    transcript: NOTHING,
    notes: [],
    viewers: [],
    pending: [],
    failure: undefined,
    readingEarlier: false,
  });
  readonly items = computed(() =>
    timeline(this.state.transcript.messages, this.state.notes, this.state.pending),
  );
  readonly sending: Sending;
  private readonly api: CaseApi;
  /** What is being written, by kind. */
  readonly draft = reactive({ reply: "", note: "" });
  private readonly stops: (() => void)[] = [];
  private viewing: ReturnType<typeof setInterval> | undefined;
  private awaiting: ReturnType<typeof setInterval> | undefined;
  private typedAt = 0;
  private closed = false;

  constructor(
    readonly id: string,
    api: Api,
    private readonly desk: Desk,
    private readonly drafts: Drafts,
  ) {
    this.api = new CaseApi(api, id);
    this.draft.reply = drafts.read(id, "reply");
    this.draft.note = drafts.read(id, "note");
    this.sending = new Sending(
      (message) => this.dispatch(message),
      shelfIn(drafts, id),
      fileKeep,
      (pending) => {
        this.state.pending = pending;
      },
    );
  }

  async open(): Promise<void> {
    this.state.failure = undefined;
    try {
      const [detail, notes] = await Promise.all([
        this.api.read({ before: END, limit: PAGE }),
        this.api.readNotes(),
      ]);
      if (this.closed) return;
      this.take(detail);
      this.state.notes = notes;
      this.state.transcript = opened(detail.messages, detail.last_seq);
      this.settle();
      this.follow();
    } catch (error) {
      this.state.failure = error;
    }
  }

  close(): void {
    this.closed = true;
    clearInterval(this.viewing);
    clearInterval(this.awaiting);
    for (const stop of this.stops) stop();
    this.sending.stop();
    this.desk.line.presence(this.id, "left");
    this.desk.line.unfollow(this.id);
  }

  keepDraft(kind: "reply" | "note"): void {
    this.drafts.write(this.id, kind, this.draft[kind]);
  }

  /** Corrections of a need that were typed and not saved; an empty text is none. */
  needDraft(needId: string): string {
    return this.drafts.read(this.id, `need-${needId}`);
  }

  keepNeedDraft(needId: string, text: string): void {
    this.drafts.write(this.id, `need-${needId}`, text);
  }

  /** The holder types: the owner is told, and so are colleagues. */
  typing(): void {
    const at = Date.now();
    if (at - this.typedAt < TYPING_MS) return;
    this.typedAt = at;
    this.desk.line.presence(this.id, "typing");
  }

  stoppedTyping(): void {
    this.typedAt = 0;
    this.desk.line.presence(this.id, "viewing");
  }

  get hasEarlier(): boolean {
    const first = this.state.transcript.messages[0];
    return first !== undefined && first.seq > 1;
  }

  async readEarlier(): Promise<void> {
    const first = this.state.transcript.messages[0];
    if (first === undefined || !this.hasEarlier || this.state.readingEarlier) return;
    this.state.readingEarlier = true;
    try {
      const { messages } = await this.api.read({ before: first.seq, limit: PAGE });
      this.state.transcript = preceded(this.state.transcript, messages);
    } finally {
      this.state.readingEarlier = false;
    }
  }

  /** Reads back to the row with this `seq`, with a little of what stood before it. */
  async readBackTo(seq: number): Promise<void> {
    const first = this.state.transcript.messages[0]?.seq ?? 0;
    if (seq >= first) return;
    const earlier: Message[] = [];
    for (let after = Math.max(0, seq - CONTEXT); after < first - 1; ) {
      const { messages } = await this.api.read({ after, limit: LONG_PAGE });
      const last = messages[messages.length - 1];
      if (this.closed || last === undefined) return;
      earlier.push(...messages);
      after = last.seq;
    }
    this.state.transcript = preceded(this.state.transcript, earlier);
  }

  /** A change of owner that this page asked for: shown before it is announced. */
  moved(row: Row): void {
    if (isNewer(row, this.state.row)) this.state.row = row;
  }

  /** Reads everything but the messages again. */
  async reread(): Promise<void> {
    const detail = await this.api.read({ before: END, limit: 1 });
    if (!this.closed) this.take(detail);
  }

  /** A suggestion, once: pressed again after a lost answer it is the same message. */
  async sendCard(suggestionId: string): Promise<void> {
    const row = await this.api.card(suggestionId, `card-${suggestionId}`);
    this.state.transcript = announced(this.state.transcript, [row]);
    if (hasGap(this.state.transcript)) this.desk.line.catchUp(this.id);
  }

  /** The need as this page has just begun or changed it. */
  needSaved(saved: Detail["needs"][number]): void {
    const detail = this.state.detail;
    if (detail === undefined) return;
    const known = detail.needs.some((each) => each.id === saved.id);
    // An edit answers without the contact: it is no read of personal data.
    const needs = known
      ? detail.needs.map((each) =>
          each.id === saved.id ? { ...saved, contact: each.contact } : each,
        )
      : [saved, ...detail.needs];
    this.state.detail = { ...detail, needs, need: needs[0] ?? null };
  }

  private take(detail: Detail): void {
    this.state.detail = detail;
    if (isNewer(detail, this.state.row)) this.state.row = detail;
  }

  private follow(): void {
    this.desk.line.follow(this.id, () => this.state.transcript.cursor);
    this.stops.push(
      this.desk.listen((frame) => this.hear(frame)),
      this.desk.onMissed(() => void this.missed()),
    );
    this.view();
    this.viewing = setInterval(() => {
      this.view();
      void this.lookAfterReading();
    }, VIEWING_MS);
    this.awaiting = setInterval(() => void this.lookAfterDeliveries(), DELIVERY_MS);
  }

  private async lookAfterDeliveries(): Promise<void> {
    const seq = firstOnTheWay(this.state.transcript);
    if (seq === undefined || document.visibilityState !== "visible") return;
    try {
      const detail = await this.api.read({ after: seq - 1 });
      if (this.closed) return;
      this.take(detail);
      this.state.transcript = announced(this.state.transcript, detail.messages);
    } catch {
      // The next time will tell.
    }
  }

  /** How far a web visitor has read is not announced, and the other channels do not tell. */
  private async lookAfterReading(): Promise<void> {
    const { detail, transcript } = this.state;
    if (detail?.channel !== "webchat" || document.visibilityState !== "visible") return;
    if (hasUnread(transcript, detail.read_seq)) await this.reread().catch(() => undefined);
  }

  private view(): void {
    if (document.visibilityState === "visible") this.desk.line.presence(this.id, "viewing");
  }

  private hear(frame: Frame): void {
    if (frame.type === "inbox" && frame.conversation.id === this.id) {
      this.moved(frame.conversation);
    } else if (frame.type === "messages" && frame.conversation_id === this.id) {
      this.state.transcript = announced(this.state.transcript, frame.messages);
      this.settle();
      if (hasGap(this.state.transcript)) this.desk.line.catchUp(this.id);
      // What the owner said or pressed has been read by then: need, suggestions, contact.
      if (frame.messages.some((each) => each.author === "bot")) {
        void this.reread().catch(() => undefined);
      }
    } else if (frame.type === "presence" && frame.conversation_id === this.id) {
      this.state.viewers = frame.viewers;
    } else if (frame.type === "stale" && frame.conversation_id === this.id) {
      void (frame.part === "notes" ? this.rereadNotes() : this.reread());
    }
  }

  /** The line was gone for a while, or there is none. */
  private async missed(): Promise<void> {
    try {
      const after = this.state.transcript.cursor;
      const [detail, notes] = await Promise.all([this.api.read({ after }), this.api.readNotes()]);
      if (this.closed) return;
      this.take(detail);
      this.state.notes = notes;
      this.state.transcript = announced(this.state.transcript, detail.messages);
      this.settle();
      this.view();
      await this.sending.flush();
    } catch {
      // The next time will tell.
    }
  }

  private async rereadNotes(): Promise<void> {
    const notes = await this.api.readNotes();
    if (!this.closed) this.state.notes = notes;
  }

  private async dispatch(message: Pending): Promise<void> {
    if (message.kind === "note") {
      const note = await this.api.note(message);
      if (!this.state.notes.some((each) => each.id === note.id)) {
        this.state.notes = [...this.state.notes, note];
      }
      return;
    }
    const row = await (message.file ? this.dispatchFile(message) : this.api.reply(message));
    this.state.transcript = announced(this.state.transcript, [row]);
    if (hasGap(this.state.transcript)) this.desk.line.catchUp(this.id);
  }

  private async dispatchFile(message: Pending): Promise<Message> {
    const file = await fileKeep.get(message.id);
    if (file === undefined) throw new FileGone();
    return this.api.file(message, file);
  }

  private settle(): void {
    const ids = this.state.transcript.messages.map((message) => message.client_msg_id);
    this.sending.settle(new Set(ids.filter((id): id is string => id !== null)));
  }
}

function shelfIn(drafts: Drafts, conversationId: string): Shelf {
  return {
    read: () => {
      try {
        const kept: unknown = JSON.parse(drafts.read(conversationId, "unsent") || "[]");
        return Array.isArray(kept) ? kept : [];
      } catch {
        return [];
      }
    },
    write: (pending) => {
      const text = pending.length === 0 ? "" : JSON.stringify(pending);
      drafts.write(conversationId, "unsent", text);
    },
  };
}
