import { shallowReactive } from "vue";
import type { Frame, Row } from "../core/frames";
import { type LineState, StaffLine } from "../core/line";
import { setServerTime } from "./clock";
import type { Session } from "./session";

type Listener = (frame: Frame) => void;

/** The one line to the desk that all pages of this browser tab share. */
export class Desk {
  readonly state = shallowReactive<{ line: LineState }>({ line: "connecting" });
  readonly line: StaffLine;
  /** Conversations whose owner this page is changing itself. */
  readonly stepping = new Set<string>();
  private readonly listeners = new Set<Listener>();
  private readonly refreshers = new Set<() => void>();

  constructor(session: Session) {
    this.line = new StaffLine({
      open: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/ws`),
      frame: (frame) => {
        if (frame.type === "hello") setServerTime(frame.now);
        this.pass(frame);
      },
      state: (state) => {
        this.state.line = state;
      },
      connected: () => this.refresh(),
      renew: () => session.renew(),
      poll: () => {
        if (document.visibilityState === "visible" && navigator.onLine) this.refresh();
      },
    });
    window.addEventListener("online", () => this.line.poke());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.line.poke();
    });
  }

  /** Calls `listener` for every frame until the returned function is called. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls `read` whenever announcements may have been missed, and while there is no socket. */
  onMissed(read: () => void): () => void {
    this.refreshers.add(read);
    return () => this.refreshers.delete(read);
  }

  /** Changes a conversation's owner; whoever does so hears of it as no news. */
  async step(id: string, asked: () => Promise<Row>): Promise<Row> {
    this.stepping.add(id);
    try {
      const conversation = await asked();
      this.pass({ type: "inbox", conversation });
      return conversation;
    } finally {
      this.stepping.delete(id);
    }
  }

  private pass(frame: Frame): void {
    for (const listener of [...this.listeners]) listener(frame);
  }

  private refresh(): void {
    for (const read of [...this.refreshers]) read();
  }
}
