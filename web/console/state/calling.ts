import type { Router } from "vue-router";
import { ask } from "../core/api";
import { Calls, type Reason } from "../core/calls";
import type { Row } from "../core/frames";
import { words } from "../words";
import { ring } from "./bell";
import type { Console } from "./console";
import { preferences } from "./preferences";

/** One sound for a burst of announcements. */
const QUIET_MS = 2_000;
const FIRST_ROWS = 200;

/** Sound and desktop notices for what wants this member of staff, on every page. */
export class Calling {
  private readonly calls: Calls;
  private readonly stops: (() => void)[] = [];
  private rangAt = 0;
  private ready = false;

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
  }

  private hear(row: Row): void {
    const reason = this.calls.hear(row);
    if (reason === undefined || !this.ready || this.looksAt(row.id)) return;
    this.call(row.id, words.value.calls[reason as Reason](row.who), row.last_text ?? "");
  }

  private mentioned(id: string): void {
    if (!this.looksAt(id)) this.call(id, words.value.calls.mentioned, "");
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

function mayNotify(): boolean {
  return typeof Notification !== "undefined" && Notification.permission === "granted";
}

/** Asks the browser's leave; must follow a click. False where it was refused. */
export async function allowNotices(): Promise<boolean> {
  if (typeof Notification === "undefined") return false;
  if (Notification.permission === "granted") return true;
  return (await Notification.requestPermission()) === "granted";
}
