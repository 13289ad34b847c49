import { backoffMs } from "../../shared/backoff";
import { type Frame, type Page, readFrame } from "../../shared/protocol";
import { type Api, Refused } from "./api";
import { StandIn } from "./stand-in";

/** `live`: the log is current as far as can be told. `down`: the last tries failed. */
export type LinkState = "idle" | "connecting" | "live" | "down";

export interface LinkEnds {
  /** Where reading goes on: everything up to this `seq` is known. None where nothing was read. */
  cursor(): number | undefined;
  token(): Promise<string>;
  /** The token was answered with 401. */
  expired(token: string): Promise<void>;
  /** The newest messages; earlier ones are read when the visitor wants to see them. */
  opened(page: Page): void;
  page(after: number, page: Page): void;
  frame(frame: Frame): void;
  state(state: LinkState): void;
}

/** What a phone shows at once, some times over. */
const FIRST_PAGE = 60;
const SILENCE_MS = 20_000;
const PROBE_MS = 9_000;
const WATCH_MS = 1_000;
const RETRY_BASE_MS = 500;
const RETRY_CAP_MS = 15_000;
const SOCKET_FAILURES = 3;
const SOCKET_RETRY_MS = 60_000;
const GAVE_WAY = 4429;

/**
 * Keeps the visitor's log current. The socket announces; reading `after=cursor` is what makes sure.
 * Where sockets are blocked, a stand-in takes over and the socket is tried once a minute.
 */
export class Link {
  private socket: WebSocket | undefined;
  private lastFrameAt = 0;
  private probedAt = 0;
  private socketFailures = 0;
  private readFailures = 0;
  private readonly standIn: StandIn;
  private reading: Promise<void> | undefined;
  private readAgain = false;
  /** Counts the conversations that this link was opened for: what was asked of one is not another's. */
  private era = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly api: Api,
    private readonly ends: LinkEnds,
  ) {
    this.standIn = new StandIn(api, {
      cursor: () => ends.cursor() ?? 0,
      token: ends.token,
      frame: ends.frame,
      read: async (waitSeconds, signal) => void (await this.readPage(waitSeconds, signal)),
      reached: (reached) => ends.state(reached ? "live" : "down"),
      back: () => void this.connect(),
    });
  }

  /** Something is open that tells of news. */
  get listens(): boolean {
    return this.socket?.readyState === 1 || this.standIn.works;
  }

  start(): void {
    if (this.watch !== undefined) return;
    this.watch = setInterval(() => this.checkSilence(), WATCH_MS);
    this.ends.state("connecting");
    void this.connect();
  }

  stop(): void {
    clearInterval(this.watch);
    clearTimeout(this.retry);
    this.watch = undefined;
    this.standIn.stop();
    this.leaveSocket();
  }

  /** Opens everything anew, for instance because the conversation became another one. */
  restart(): void {
    this.era += 1;
    this.stop();
    this.start();
  }

  /** Something suggests that news may have been missed: read, and reconnect at once if need be. */
  poke(): void {
    if (this.watch === undefined) return;
    this.checkSilence();
    if (this.socket === undefined && !this.standIn.works) void this.connect();
    else void this.catchUp().catch(() => undefined);
  }

  /** Reads until the server has no more. Calls during a read cause one more, not many. */
  catchUp(): Promise<void> {
    this.readAgain = true;
    this.reading ??= this.readAll().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readAll(): Promise<void> {
    while (this.readAgain) {
      this.readAgain = false;
      // A page that is empty although there should be more would otherwise be read for ever.
      for (let more = true; more; ) {
        const page = await this.readPage(0);
        more = page.hasMore && page.messages.length > 0;
      }
    }
  }

  private async readPage(waitSeconds: number, signal?: AbortSignal): Promise<Page> {
    const token = await this.ends.token();
    const after = this.ends.cursor();
    const { era } = this;
    try {
      if (after === undefined) return await this.readNewest(token);
      const page = await this.api.read(token, after, waitSeconds, signal);
      if (era === this.era) this.ends.page(after, page);
      return page;
    } catch (error) {
      if (error instanceof Refused && error.status === 401) await this.ends.expired(token);
      throw error;
    }
  }

  /** A page with nothing behind it: what lies in front of it can wait. */
  private async readNewest(token: string): Promise<Page> {
    const { era } = this;
    const page = await this.api.readBack(token, undefined, FIRST_PAGE);
    if (era === this.era) this.ends.opened(page);
    return { ...page, hasMore: false };
  }

  /** Reading first shows the history soonest, and tells an absent server from a blocked socket. */
  private async connect(): Promise<void> {
    clearTimeout(this.retry);
    if (this.socket !== undefined) return;
    try {
      await this.catchUp();
      this.readFailures = 0;
      if (this.watch !== undefined) this.ends.state("live");
      this.openSocket(await this.ends.token());
    } catch {
      this.readFailures += 1;
      this.lost();
    }
  }

  private openSocket(token: string): void {
    if (this.watch === undefined || this.socket !== undefined) return;
    const socket = this.api.openSocket(token);
    this.socket = socket;
    this.lastFrameAt = Date.now();
    socket.onopen = () => void this.opened(socket);
    socket.onmessage = (event) => this.received(socket, event.data);
    socket.onclose = (event) => this.ended(socket, event.code);
  }

  /** What was said between the first read and the opening of the socket is read here. */
  private async opened(socket: WebSocket): Promise<void> {
    if (this.socket !== socket) return;
    this.lastFrameAt = Date.now();
    try {
      await this.catchUp();
    } catch {
      socket.close();
    }
  }

  private received(socket: WebSocket, data: unknown): void {
    if (this.socket !== socket) return;
    this.lastFrameAt = Date.now();
    this.socketFailures = 0;
    this.standIn.stop();
    const frame = readFrame(data);
    if (frame.type === "ping") socket.send('{"type":"pong"}');
    else this.ends.frame(frame);
  }

  /** Newer tabs took the places that a session may have; to come back at once would take theirs. */
  private ended(socket: WebSocket, code: number): void {
    if (code !== GAVE_WAY || this.socket !== socket) {
      this.closed(socket);
      return;
    }
    this.leaveSocket();
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), SOCKET_RETRY_MS);
  }

  private closed(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.leaveSocket();
    this.socketFailures += 1;
    this.lost();
  }

  private leaveSocket(): void {
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
  }

  private lost(): void {
    if (this.watch === undefined) return;
    if (this.socketFailures >= SOCKET_FAILURES) this.standIn.start();
    if (this.readFailures > 0) this.ends.state("down");
    const failures = Math.max(1, this.readFailures, this.socketFailures);
    const delay = this.standIn.works
      ? SOCKET_RETRY_MS
      : backoffMs(failures, RETRY_BASE_MS, RETRY_CAP_MS);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), delay);
  }

  /** A line cut without a word (a tunnel, a sleeping phone) never closes by itself. */
  private checkSilence(): void {
    const socket = this.socket;
    if (socket === undefined) return;
    const now = Date.now();
    const silence = now - this.lastFrameAt;
    // Below zero the clock was set back, and silence would not be noticed for as long.
    if (silence > SILENCE_MS || silence < 0) this.closed(socket);
    else if (silence > PROBE_MS && now - this.probedAt > PROBE_MS && socket.readyState === 1) {
      this.probedAt = now;
      socket.send('{"type":"ping"}');
    }
  }
}
