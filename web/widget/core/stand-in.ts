import { backoffMs } from "../../shared/backoff";
import { type Frame, readFrame } from "../../shared/protocol";
import type { Api } from "./api";

export interface StandInEnds {
  cursor(): number;
  token(): Promise<string>;
  /** Reads the log once, and waits for news where there are none. */
  read(waitSeconds: number, signal: AbortSignal): Promise<void>;
  frame(frame: Frame): void;
  reached(reached: boolean): void;
  /** The server answers again after an absence. */
  back(): void;
}

const RETRY_BASE_MS = 500;
const RETRY_CAP_MS = 15_000;
const POLL_SECONDS = 25;
/** A proxy that holds a stream back until it ends lets nothing of it through in this time. */
const FIRST_EVENT_MS = 6_000;
/** The server gives a sign of life twice in this time. */
const SILENCE_MS = 20_000;

/**
 * What carries the log where sockets are blocked: an event stream, and where that is blocked or held
 * back too, a long poll.
 */
export class StandIn {
  private running: AbortController | undefined;
  private streams = true;

  constructor(
    private readonly api: Api,
    private readonly ends: StandInEnds,
  ) {}

  get works(): boolean {
    return this.running !== undefined;
  }

  start(): void {
    if (this.works) return;
    this.running = new AbortController();
    void this.run(this.running.signal);
  }

  stop(): void {
    this.running?.abort();
    this.running = undefined;
  }

  private async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      const { streams } = this;
      try {
        await this.ends.read(streams || failures > 0 ? 0 : POLL_SECONDS, signal);
        if (signal.aborted) return;
        this.ends.reached(true);
        if (failures > 0) this.returned();
        failures = 0;
        if (streams) await this.stream(signal);
      } catch {
        if (signal.aborted) return;
        failures += 1;
        this.ends.reached(false);
        await pause(backoffMs(failures, RETRY_BASE_MS, RETRY_CAP_MS));
      }
    }
  }

  /** With the server the ways to it may be back. */
  private returned(): void {
    this.streams = true;
    this.ends.back();
  }

  /** Ends when the stream does, which for a stream is no failure once it brought something. */
  private async stream(signal: AbortSignal): Promise<void> {
    const patience = new AbortController();
    const stop = (): void => patience.abort();
    signal.addEventListener("abort", stop);
    let timer = setTimeout(stop, FIRST_EVENT_MS);
    let heard = false;
    try {
      const token = await this.ends.token();
      const take = (data: string): void => {
        heard = true;
        clearTimeout(timer);
        timer = setTimeout(stop, SILENCE_MS);
        const frame = readFrame(data);
        // Newer tabs took the streams that a session may have: this one polls.
        if (frame.type === "closed") heard = false;
        else this.ends.frame(frame);
      };
      await this.api.follow(token, this.ends.cursor(), take, patience.signal);
    } catch {
      // Why it ended does not matter: the next read tells whether the server is there.
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
    this.streams = heard;
    if (!signal.aborted) await pause(backoffMs(1, RETRY_BASE_MS, RETRY_CAP_MS));
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
