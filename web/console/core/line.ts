import { backoffMs } from "../../shared/backoff";
import { type Frame, readFrame } from "./frames";

/** `live`: what is shown is current. `down`: several tries in a row have failed. */
export type LineState = "connecting" | "live" | "down";

export type Presence = "viewing" | "typing" | "left";

export interface LineEnds {
  open(): WebSocket;
  frame(frame: Frame): void;
  state(state: LineState): void;
  /** Connected, for the first time or again: whatever was announced meanwhile was missed. */
  connected(): void;
  /** The session ended; resolves once somebody has signed in again. */
  renew(): Promise<void>;
  /** Called every few seconds while there is no socket, so that the page goes on without one. */
  poll(): void;
}

const SILENCE_MS = 20_000;
const PROBE_MS = 9_000;
const WATCH_MS = 1_000;
const RETRY_BASE_MS = 500;
const RETRY_CAP_MS = 15_000;
const POLL_MS = 4_000;
/** So many failures in a row are shown as such; one is the daily restart of a server. */
const FAILURES_SHOWN = 2;
const SIGNED_OUT = 4401;

/** The socket to the desk. It only announces; reading from the server is what makes sure. */
export class StaffLine {
  private socket: WebSocket | undefined;
  private readonly followed = new Map<string, () => number>();
  private lastFrameAt = 0;
  private probedAt = 0;
  private polledAt = 0;
  private failures = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  private greeted = false;

  constructor(private readonly ends: LineEnds) {}

  start(): void {
    if (this.watch !== undefined) return;
    this.watch = setInterval(() => this.look(), WATCH_MS);
    this.ends.state("connecting");
    this.connect();
  }

  stop(): void {
    clearInterval(this.watch);
    clearTimeout(this.retry);
    this.watch = undefined;
    this.leave();
  }

  /** News of this conversation, from the row behind `cursor()` on, whenever the line is new. */
  follow(conversationId: string, cursor: () => number): void {
    this.followed.set(conversationId, cursor);
    this.subscribe(conversationId, cursor);
  }

  unfollow(conversationId: string): void {
    this.followed.delete(conversationId);
    this.send({ type: "unsubscribe", conversation_id: conversationId });
  }

  /** There is a hole in what is known: ask for what lies behind the cursor again. */
  catchUp(conversationId: string): void {
    const cursor = this.followed.get(conversationId);
    if (cursor !== undefined) this.subscribe(conversationId, cursor);
  }

  presence(conversationId: string, state: Presence): void {
    this.send({ type: "presence", conversation_id: conversationId, state });
  }

  /** The network is back or the page is seen again: do not wait for the next try. */
  poke(): void {
    if (this.watch === undefined) return;
    this.look();
    if (this.socket === undefined) this.connect();
  }

  get isOpen(): boolean {
    return this.greeted;
  }

  private connect(): void {
    clearTimeout(this.retry);
    if (this.socket !== undefined || this.watch === undefined) return;
    const socket = this.ends.open();
    this.socket = socket;
    this.lastFrameAt = Date.now();
    socket.onmessage = (event) => this.received(socket, event.data);
    socket.onclose = (event) => this.closed(socket, event.code);
  }

  private received(socket: WebSocket, data: unknown): void {
    if (this.socket !== socket) return;
    this.lastFrameAt = Date.now();
    const frame = readFrame(data);
    if (frame === undefined) return;
    if (frame.type === "ping") this.send({ type: "pong" });
    else {
      if (frame.type === "hello") this.greet();
      this.ends.frame(frame);
    }
  }

  private greet(): void {
    this.greeted = true;
    this.failures = 0;
    for (const [conversationId, cursor] of this.followed) this.subscribe(conversationId, cursor);
    this.ends.state("live");
    this.ends.connected();
  }

  private closed(socket: WebSocket, code: number): void {
    if (this.socket !== socket) return;
    this.leave();
    if (this.watch === undefined) return;
    if (code === SIGNED_OUT) {
      void this.ends.renew().then(() => this.poke());
      return;
    }
    this.failures += 1;
    this.ends.state(this.failures >= FAILURES_SHOWN ? "down" : "connecting");
    clearTimeout(this.retry);
    const delay = backoffMs(this.failures, RETRY_BASE_MS, RETRY_CAP_MS);
    this.retry = setTimeout(() => this.connect(), delay);
  }

  private leave(): void {
    const socket = this.socket;
    this.socket = undefined;
    this.greeted = false;
    socket?.close();
  }

  /** A line cut without a word (a tunnel, a sleeping laptop) never closes by itself. */
  private look(): void {
    const now = Date.now();
    if (!this.greeted && now - this.polledAt > POLL_MS) {
      this.polledAt = now;
      this.ends.poll();
    }
    const socket = this.socket;
    if (socket === undefined) return;
    const silence = now - this.lastFrameAt;
    if (silence > SILENCE_MS) this.closed(socket, 0);
    else if (silence > PROBE_MS && now - this.probedAt > PROBE_MS) {
      this.probedAt = now;
      this.send({ type: "ping" });
    }
  }

  private subscribe(conversationId: string, cursor: () => number): void {
    this.send({ type: "subscribe", conversation_id: conversationId, after: cursor() });
  }

  private send(frame: Readonly<Record<string, unknown>>): void {
    if (this.greeted && this.socket?.readyState === 1) this.socket.send(JSON.stringify(frame));
  }
}
