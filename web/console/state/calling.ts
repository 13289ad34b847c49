import type { Router } from "vue-router";
import { ask } from "../core/api";
import { Calls, type Reason } from "../core/calls";
import type { Row } from "../core/frames";
import { tellNews } from "../ui/telling";
import { words } from "../words";
import { ring } from "./bell";
import type { Console } from "./console";
import { preferences } from "./preferences";
import { noteWaiting } from "./waiting";

/** One sound for a burst of announcements. */
const QUIET_MS = 2_000;
const FIRST_ROWS = 200;
const ASK_AGAIN_MS = 1_500;

/** Sound and desktop notices for what wants this member of staff, on every page. */
export class Calling {
  private readonly calls: Calls;
  private readonly stops: (() => void)[] = [];
  private rangAt = 0;
  private ready = false;
  private again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly of: Console,
    private readonly router: Router,
  ) {
    this.calls = new Calls(() => of.session.me.value?.id ?? "");
  }

  async start(): Promise<void> {
    this.stops.push(
      this.of.desk.listen((frame) => {
        if (frame.type === "inbox") this.hear(frame.conversation);
        else if (frame.type === "mention") this.mentioned(frame.conversation_id);
      }),
    );
    this.stops.push(this.of.desk.onMissed(() => this.askAgain()));
    await this.count();
    try {
      const query = { view: "open", page_size: FIRST_ROWS } as const;
      const { items } = await ask(this.of.api.GET("/api/v1/conversations", { params: { query } }));
      this.calls.learn(items);
    } catch {
      // Then the first announcement of each conversation may call once too often.
    }
    this.ready = true;
  }

  stop(): void {
    for (const stop of this.stops.splice(0)) stop();
    clearTimeout(this.again);
    noteWaiting(undefined);
  }

  private hear(row: Row): void {
    const reason = this.calls.hear(row);
    this.askAgain();
    if (reason === undefined || !this.ready || this.of.desk.stepping.has(row.id)) return;
    const title = titleOf(row, reason);
    const body = row.last_said ?? row.last_text ?? "";
    // What goes out of one's hands is said also to who has it before their eyes: a reply that they
    // are writing goes from the page with it.
    if (reason === "taken") this.toast(row.id, title);
    if (this.looksAt(row.id)) return;
    if (reason === "given") this.toast(row.id, title);
    this.call(row.id, title, body);
  }

  private mentioned(id: string): void {
    this.askAgain();
    if (this.looksAt(id)) return;
    this.toast(id, words.value.calls.mentioned);
    this.call(id, words.value.calls.mentioned, "");
  }

  private toast(id: string, title: string): void {
    const here = this.router.currentRoute.value.params.id === id;
    tellNews(title, here ? undefined : () => void this.router.push(`/inbox/${id}`));
  }

  /** The list of conversations counts by itself while it is on screen. */
  private askAgain(): void {
    if (this.router.currentRoute.value.path.startsWith("/inbox")) return;
    this.again ??= setTimeout(() => {
      this.again = undefined;
      void this.count();
    }, ASK_AGAIN_MS);
  }

  private async count(): Promise<void> {
    try {
      noteWaiting(await ask(this.of.api.GET("/api/v1/inbox/counts")));
    } catch {
      // A number that is a little old does no harm.
    }
  }

  /** Who has it before their eyes needs no call. */
  private looksAt(id: string): boolean {
    return document.hasFocus() && this.router.currentRoute.value.params.id === id;
  }

  private call(id: string, title: string, body: string): void {
    const at = Date.now();
    if (preferences.sound && at - this.rangAt > QUIET_MS) {
      this.rangAt = at;
      ring();
    }
    if (!preferences.desktopNotices || !mayNotify() || document.hasFocus()) return;
    const notice = new Notification(title, { body, tag: id });
    notice.onclick = () => {
      window.focus();
      void this.router.push(`/inbox/${id}`);
      notice.close();
    };
  }
}

function titleOf(row: Row, reason: Reason): string {
  const { calls } = words.value;
  const by = row.owner === "staff" ? row.staff_name : null;
  return reason === "taken" && by !== null ? calls.takenBy(row.who, by) : calls[reason](row.who);
}

function mayNotify(): boolean {
  return typeof Notification !== "undefined" && Notification.permission === "granted";
}

/** Asks the browser's leave; must follow a click. False where it was refused. */
export async function allowNotices(): Promise<boolean> {
  if (typeof Notification === "undefined") return false;
  if (Notification.permission === "granted") return true;
  return (await Notification.requestPermission()) === "granted";
}
