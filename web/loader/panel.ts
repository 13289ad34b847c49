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
import { inkOn } from "../shared/colour";
import { fillFailed } from "./failed";
import { Listeners, type PanelEvents } from "./listeners";
import type { Settings } from "./settings";
import { KEPT, OPENED, recall, remember, stored } from "./storage";
import { STYLE } from "./style";

/** By then even a slow line has brought the widget, or it never will (blocked, server away). */
const PATIENCE_MS = 12_000;

/** Launcher and iframe on a host page. Nothing of the widget is fetched before it is needed. */
export class Panel {
  private readonly frame = document.createElement("iframe");
  private readonly panel = document.createElement("div");
  private readonly launcher = document.createElement("button");
  private readonly badge = document.createElement("span");
  private readonly failed = document.createElement("p");
  private readonly room = matchMedia("(min-width: 900px)");
  private readonly phone = matchMedia("(max-width: 480px)");
  private readonly waiting: ToWidget[] = [];
  private ready = false;
  private open_ = false;
  private opener: HTMLElement | null = null;
  private pageOverflow: string | undefined;
  private readonly listeners = new Listeners();
  /** Kept until the widget is there to hear it, which may be never. */
  private jwt: string | undefined;

  constructor(private readonly settings: Settings) {}

  place(): void {
    const mount = this.settings.mount && document.querySelector(this.settings.mount);
    const host = document.createElement("div");
    host.setAttribute("data-frontdesk", "");
    (mount || document.body).appendChild(host);
    const stage = document.createElement("div");
    stage.className = `stage ${this.settings.side}${mount ? " inline" : ""}`;
    stage.append(this.buildPanel(), this.buildLauncher());
    if (mount) {
      host.className = "inline";
      stage.style.height = "100%";
    }
    const { accent } = this.settings;
    if (accent) {
      host.style.setProperty("--accent", accent);
      host.style.setProperty("--on-accent", inkOn(accent));
    }
    const shadow = host.attachShadow({ mode: "open" });
    addStyle(shadow);
    shadow.append(stage);
    this.listen();
    this.settle(mount !== "" && mount !== null);
  }

  open(): void {
    if (this.open_) return;
    this.opener = focusedElement();
    this.open_ = true;
    stored.set(OPENED, "1");
    this.draw();
    this.tell({ frontdesk: 1, type: "shown", closable: true });
    this.frame.focus();
    this.listeners.tell("open", {});
  }

  close(): void {
    if (!this.open_) return;
    this.open_ = false;
    this.draw();
    this.tell({ frontdesk: 1, type: "hidden" });
    (this.opener?.isConnected ? this.opener : this.launcher).focus();
    this.listeners.tell("close", {});
  }

  /** Puts words into the visitor's composer; on our own pages it also sends them. */
  ask(text: string): void {
    if (this.inline) this.frame.scrollIntoView({ block: "nearest" });
    else this.open();
    this.tell({ frontdesk: 1, type: "ask", text });
  }

  /** The site's server vouches for its visitor: the same conversation on all of their devices. */
  identify(jwt: string): void {
    this.jwt = jwt;
    if (this.ready) this.post({ frontdesk: 1, type: "identify", jwt });
  }

  /** The visitor signed out of the site: nothing of the conversation stays in this browser. */
  forget(): void {
    this.jwt = undefined;
    stored.drop(KEPT);
    if (stored.get(OPENED) !== null) this.load();
    this.tell({ frontdesk: 1, type: "forget" });
  }

  /** @returns a function that ends the listening */
  on<E extends keyof PanelEvents>(
    event: E,
    listener: (detail: PanelEvents[E]) => void,
  ): () => void {
    return this.listeners.add(event, listener);
  }

  /** The chat stands in the page, so there is nothing to open or close. */
  private get inline(): boolean {
    return this.panel.parentElement?.classList.contains("inline") === true && this.room.matches;
  }

  private buildPanel(): HTMLElement {
    this.panel.className = "panel";
    this.panel.id = "panel";
    this.panel.hidden = true;
    this.frame.title = this.settings.lang === "en" ? "Front desk chat" : "校企对接前台对话";
    this.frame.allow = "clipboard-write";
    this.failed.hidden = true;
    fillFailed(this.failed, this.settings, () => this.close());
    this.panel.append(this.frame, this.failed);
    return this.panel;
  }

  private buildLauncher(): HTMLElement {
    this.launcher.type = "button";
    this.launcher.setAttribute("aria-controls", "panel");
    this.launcher.onclick = () => this.open();
    this.badge.className = "badge";
    this.badge.hidden = true;
    this.launcher.append(this.settings.label, this.badge);
    return this.launcher;
  }

  /** In the page: shown at once. As a launcher: loaded early only for who has talked before. */
  private settle(inline: boolean): void {
    const arrange = (): void => {
      this.draw();
      if (this.inline) this.tell({ frontdesk: 1, type: "shown", closable: false });
      else if (!this.open_) this.tell({ frontdesk: 1, type: "hidden" });
    };
    if (inline) this.room.addEventListener("change", arrange);
    if (this.inline) arrange();
    else {
      this.draw();
      if (stored.get(OPENED) !== null) whenIdle(() => this.load());
    }
  }

  private load(): void {
    if (this.frame.src !== "") return;
    const query = new URLSearchParams({ [HOST_PARAM]: location.origin });
    query.set(LANG_PARAM, this.settings.lang);
    const { accent, theme, radius } = this.settings;
    if (accent) query.set(ACCENT_PARAM, accent);
    if (radius) query.set(RADIUS_PARAM, radius);
    if (theme !== "auto") query.set(THEME_PARAM, theme);
    this.frame.src = `${this.settings.origin}/widget/?${query}`;
    setTimeout(() => this.showFailed(!this.ready), PATIENCE_MS);
  }

  private draw(): void {
    const shown = this.open_ || this.inline;
    this.panel.hidden = !shown;
    this.launcher.hidden = shown;
    this.launcher.setAttribute("aria-expanded", String(shown));
    this.cover(this.open_ && this.phone.matches);
    if (shown) this.load();
    this.fitKeyboard();
  }

  /** Behind a full-screen chat the page must not scroll; afterwards it is as it was. */
  private cover(covers: boolean): void {
    const page = document.documentElement.style;
    if (covers === (this.pageOverflow !== undefined)) return;
    if (covers) this.pageOverflow = page.overflow;
    page.overflow = covers ? "hidden" : (this.pageOverflow ?? "");
    if (!covers) this.pageOverflow = undefined;
  }

  /** On iOS the keyboard covers a fixed panel instead of shrinking it. */
  private fitKeyboard(): void {
    const view = window.visualViewport;
    if (!view) return;
    this.panel.style.setProperty("--height", `${view.height}px`);
    this.panel.style.setProperty("--top", `${view.offsetTop}px`);
  }

  private showFailed(failed: boolean): void {
    this.failed.hidden = !failed;
    this.frame.hidden = failed;
  }

  private tell(message: ToWidget): void {
    if (this.ready) this.post(message);
    else if (this.frame.src !== "") this.waiting.push(message);
  }

  private post(message: ToWidget): void {
    this.frame.contentWindow?.postMessage(message, this.settings.origin);
  }

  private hear(message: ToHost): void {
    if (message.type === "ready") {
      this.ready = true;
      this.showFailed(false);
      for (const waiting of this.waiting.splice(0)) this.tell(waiting);
      if (this.jwt !== undefined) this.identify(this.jwt);
    }
    if (message.type === "close") this.close();
    if (message.type === "recall") this.post({ frontdesk: 1, type: "kept", entries: recall() });
    if (message.type === "keep") remember(message.entries);
    if (message.type === "unread") this.showUnread(Number(message.count) || 0);
    if (message.type === "message")
      this.listeners.tell("message", { author: message.author, seq: message.seq });
    if (message.type === "identified")
      this.listeners.tell("identified", { accepted: message.accepted === true });
  }

  private showUnread(count: number): void {
    if (this.badge.textContent !== "" || count > 0) this.listeners.tell("unread", { count });
    this.badge.hidden = count === 0;
    this.badge.textContent = count > 99 ? "99+" : String(count);
    const said = this.settings.lang === "en" ? `, ${count} new` : `，${count} 条新消息`;
    this.launcher.setAttribute("aria-label", this.settings.label + (count > 0 ? said : ""));
  }

  private listen(): void {
    addEventListener("message", (event) => {
      const ours = event.source !== null && event.source === this.frame.contentWindow;
      if (!ours || event.origin !== this.settings.origin || !isBridgeMessage(event.data)) return;
      this.hear(event.data as ToHost);
    });
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.close();
    });
    document.addEventListener("click", (event) => this.follow(event));
    this.phone.addEventListener("change", () => this.draw());
    window.visualViewport?.addEventListener("resize", () => this.fitKeyboard());
    window.visualViewport?.addEventListener("scroll", () => this.fitKeyboard());
  }

  /** Any element of the page may open the chat, without a line of script of its own. */
  private follow(event: Event): void {
    const target = event.target instanceof Element ? event.target : null;
    const asking = target?.closest<HTMLElement>("[data-frontdesk-ask]");
    const opening = target?.closest("[data-frontdesk-open]");
    if (asking || opening) event.preventDefault();
    if (asking) this.ask(asking.dataset.frontdeskAsk ?? "");
    else if (opening) this.open();
  }
}

/** What had the focus on the page; our own launcher stands in a shadow root and does not count. */
function focusedElement(): HTMLElement | null {
  const active = document.activeElement;
  const own = active === document.body || active?.hasAttribute("data-frontdesk") === true;
  return active instanceof HTMLElement && !own ? active : null;
}

/** A host page's policy may forbid style elements; a constructed sheet is not one. */
function addStyle(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = STYLE;
    shadow.append(style);
  }
}

function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(work);
  else setTimeout(work, 1000);
}
