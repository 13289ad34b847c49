import { onUnmounted, watch } from "vue";
import type { Frame } from "../core/frames";
import type { Desk } from "./desk";

/** Reads again what is open, one reading at a time; what is told during one is read after it. */
export class Rereading {
  private reading = false;
  private due = false;

  constructor(
    private readonly reread: () => Promise<void>,
    private readonly held: () => boolean,
  ) {}

  /** There is news. While held it waits for the next call. */
  async look(): Promise<void> {
    this.due = true;
    if (this.reading) return;
    this.reading = true;
    try {
      while (this.due && !this.held()) {
        this.due = false;
        await this.reread();
      }
    } finally {
      this.reading = false;
    }
  }

  /** Nothing holds it any more. */
  async release(): Promise<void> {
    if (this.due) await this.look();
  }
}

/**
 * Keeps what is open as true as the desk's line is: `conversation` is the one that it belongs to.
 *
 * `held` while somebody is asked a question about it: they decide on what stands there, and their step
 * goes with the version that they saw, so that it is refused where it has changed since.
 */
export function useNews(
  desk: Desk,
  conversation: () => string | undefined,
  reread: () => Promise<void>,
  held: () => boolean,
): void {
  const rereading = new Rereading(reread, held);
  const stops = [
    desk.listen((frame) => {
      const told = conversationOf(frame);
      if (told !== undefined && told === conversation()) void rereading.look();
    }),
    desk.onMissed(() => void rereading.look()),
    watch(held, (still) => {
      if (!still) void rereading.release();
    }),
  ];
  onUnmounted(() => {
    for (const stop of stops) stop();
  });
}

function conversationOf(frame: Frame): string | undefined {
  if (frame.type === "inbox") return frame.conversation.id;
  return frame.type === "stale" && frame.part === "need" ? frame.conversation_id : undefined;
}
