import {
  ACCENT_PARAM,
  HOST_PARAM,
  isBridgeMessage,
  LANG_PARAM,
  RADIUS_PARAM,
  THEME_PARAM,
  type ToHost,
  type ToWidget,
} from "../shared/bridge";
import type { Settings } from "./settings";

/** By then even a slow line has brought the widget, or it never will (blocked, server away). */
const PATIENCE_MS = 12_000;
/** A page of ours speaks before it has loaded; what has loaded and is silent is an error page. */
const SILENCE_MS = 1_000;
const LONGEST_WAITS = 5;

/** The widget's iframe: fetched when it is needed, and again for as long as it does not come. */
export class Frame {
  readonly element = document.createElement("iframe");
  ready = false;
  /** It was fetched, or tried to be, since this page was loaded. */
  begun = false;
  private readonly waiting: ToWidget[] = [];
  private underWay = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param wanted whether somebody looks at it; without that one failure is enough */
  constructor(
    private readonly settings: Settings,
    private readonly heard: (message: ToHost) => void,
    private readonly showFailed: (failed: boolean) => void,
    private readonly wanted: () => boolean,
  ) {
    this.element.title = settings.lang === "en" ? "Front desk chat" : "校企对接前台对话";
    this.element.allow = "clipboard-write";
    this.element.onload = () => {
      if (this.underWay && this.element.className) this.allow(SILENCE_MS);
    };
  }

  load(): void {
    if (this.underWay || this.ready || !this.element.isConnected) return;
    this.underWay = this.begun = true;
    this.element.className = "waiting";
    this.allow(PATIENCE_MS);
    // Put in anew: to set the address of one that is there would add to the page's history.
    const place = this.element.parentElement;
    this.element.remove();
    this.element.src = this.address();
    place?.prepend(this.element);
  }

  /** It stands in another place of the page, where browsers begin it anew. */
  moved(): void {
    this.ready = this.underWay = false;
    clearTimeout(this.timer);
    if (this.begun) this.load();
  }

  /** What is told before there is anybody to hear it waits. */
  tell(message: ToWidget): void {
    if (this.ready) this.post(message);
    else this.waiting.push(message);
  }

  tellWaiting(): void {
    for (const each of this.waiting.splice(0)) this.post(each);
  }

  post(message: ToWidget): void {
    this.element.contentWindow?.postMessage(message, this.settings.origin);
  }

  hear(event: MessageEvent): void {
    const ours = event.source !== null && event.source === this.element.contentWindow;
    if (!ours || event.origin !== this.settings.origin || !isBridgeMessage(event.data)) return;
    const message = event.data as ToHost;
    if (message.type === "here") this.arrived(PATIENCE_MS);
    if (message.type === "ready") {
      this.arrived();
      this.ready = true;
      this.failures = 0;
    }
    this.heard(message);
  }

  private arrived(patience?: number): void {
    this.element.className = "";
    this.showFailed(false);
    if (patience) this.allow(patience);
    else clearTimeout(this.timer);
  }

  private allow(patience: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fail(), patience);
  }

  private fail(): void {
    this.underWay = false;
    this.failures = Math.min(this.failures + 1, LONGEST_WAITS);
    this.showFailed(true);
    this.timer = setTimeout(() => this.wanted() && this.load(), this.failures * PATIENCE_MS);
  }

  private address(): string {
    const { lang, accent, theme, radius } = this.settings;
    const query = new URLSearchParams({ [HOST_PARAM]: location.origin, [LANG_PARAM]: lang });
    if (accent) query.set(ACCENT_PARAM, accent);
    if (radius) query.set(RADIUS_PARAM, radius);
    if (theme !== "auto") query.set(THEME_PARAM, theme);
    return `${this.settings.origin}/widget/?${query}`;
  }
}
