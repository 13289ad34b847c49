import type { ToHost } from "../shared/bridge";
import { inkOn } from "../shared/colour";
import { fillFailed } from "./failed";
import { Frame } from "./frame";
import { Listeners, type PanelEvents } from "./listeners";
import type { Settings } from "./settings";
import { KEPT, OPENED, recall, remember, stored } from "./storage";
import { addStyle } from "./style";
import { type TokenSource, Voucher } from "./voucher";

/** A page that takes us out again and again must not be fought at every move. */
const SETTLE_MS = 50;

/** Launcher and iframe on a host page. Nothing of the widget is fetched before it is needed. */
export class Panel {
  private readonly host = document.createElement("div");
  private readonly stage = document.createElement("div");
  private readonly panel = document.createElement("div");
  private readonly launcher = document.createElement("button");
  private readonly badge = document.createElement("span");
  private readonly failed = document.createElement("p");
  private readonly room = matchMedia("(min-width: 900px)");
  private readonly phone = matchMedia("(max-width: 480px)");
  private readonly gone = new AbortController();
  private readonly changes = new MutationObserver(() => {
    this.settling ??= setTimeout(() => this.place(), SETTLE_MS);
  });
  private readonly frame: Frame;
  private readonly listeners = new Listeners();
  private readonly voucher: Voucher;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private mounted = false;
  private open_ = false;
  /** The visitor pressed something and goes on inside, once there is an inside. */
  private entered = false;
  private unread = 0;
  private opener: HTMLElement | null = null;
  private pageOverflow: string | undefined;

  constructor(private readonly settings: Settings) {
    this.frame = new Frame(
      settings,
      (message) => this.hear(message),
      (failed) => this.showFailed(failed),
      () => this.shown,
    );
    this.voucher = new Voucher({
      present: (jwt) => this.frame.post({ frontdesk: 1, type: "identify", jwt }),
      missing: () => {
        // biome-ignore lint/suspicious/noConsole: where the page's makers look for their faults.
        console.warn("FrontDesk.identify: no_token");
        this.refuse("no_token");
      },
    });
    this.build();
    this.listen();
  }

  /** Where the page wants it: at first, and whenever the page has changed under it. */
  place(): void {
    this.settling = undefined;
    const mount = this.settings.mount ? document.querySelector(this.settings.mount) : null;
    const home = mount ?? document.body;
    if (!home || this.gone.signal.aborted || this.host.parentNode === home) return;
    home.append(this.host);
    this.mounted = mount !== null;
    this.host.className = this.mounted ? "inline" : "";
    this.stage.classList.toggle("inline", this.mounted);
    this.changes.disconnect();
    const subtree = this.settings.mount !== "";
    this.changes.observe(document.documentElement, { childList: true, subtree });
    this.changes.observe(document.body, { childList: true });
    this.frame.moved();
    this.arrange();
    // Loaded early only for who has talked before.
    if (stored.get(OPENED) !== null) whenIdle(() => this.frame.load());
  }

  open(): void {
    this.place();
    if (this.inline) this.panel.scrollIntoView({ block: "nearest" });
    else if (!this.open_) {
      this.opener = focusedElement();
      this.open_ = true;
      stored.set(OPENED, "1");
      this.draw();
      this.listeners.tell("open", {});
    }
    // Once more, where it did not come before.
    this.frame.load();
    this.entered = true;
    this.sayShown();
    this.frame.element.focus();
  }

  close(): void {
    if (!this.open_) return;
    this.open_ = false;
    this.draw();
    this.sayShown();
    (this.opener?.isConnected ? this.opener : this.launcher).focus();
    this.listeners.tell("close", {});
  }

  /** Puts words into the visitor's composer; on our own pages it also sends them. */
  ask(text: string): void {
    this.open();
    this.frame.tell({ frontdesk: 1, type: "ask", text });
  }

  /** The site's server vouches for its visitor: the same conversation on all of their devices. */
  identify(source: TokenSource): void {
    this.voucher.take(source, this.frame.ready);
  }

  /** The visitor signed out of the site: nothing of the conversation stays in this browser. */
  forget(): void {
    this.voucher.forget();
    stored.drop(KEPT);
    const known = stored.get(OPENED) !== null;
    if (known) this.frame.load();
    if (known || this.frame.begun) this.frame.tell({ frontdesk: 1, type: "forget" });
  }

  /** Takes the chat out of the page for good; the script may then be loaded anew. */
  destroy(): void {
    this.close();
    this.gone.abort();
    this.changes.disconnect();
    this.host.remove();
    window.FrontDesk = undefined;
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
    return this.mounted && this.room.matches;
  }

  private get shown(): boolean {
    return this.open_ || this.inline;
  }

  private build(): void {
    const { accent, side, label } = this.settings;
    this.host.setAttribute("data-frontdesk", "");
    if (accent) {
      this.host.style.setProperty("--accent", accent);
      this.host.style.setProperty("--on-accent", inkOn(accent));
    }
    this.panel.className = this.panel.id = "panel";
    this.failed.hidden = true;
    fillFailed(this.failed, this.settings, () => this.close());
    this.panel.append(this.frame.element, this.failed);
    this.launcher.type = "button";
    this.launcher.setAttribute("aria-controls", "panel");
    this.launcher.onclick = () => this.open();
    this.badge.className = "badge";
    this.badge.hidden = true;
    this.launcher.append(label, this.badge);
    this.stage.className = `stage ${side}`;
    this.stage.append(this.panel, this.launcher);
    const shadow = this.host.attachShadow({ mode: "open" });
    addStyle(shadow);
    shadow.append(this.stage);
  }

  /** Where it comes to stand in the page, nothing of it is left to be closed. */
  private arrange(): void {
    if (this.inline) this.open_ = false;
    this.draw();
    this.sayShown();
  }

  private draw(): void {
    const { shown } = this;
    this.panel.hidden = !shown;
    this.launcher.hidden = shown;
    this.launcher.setAttribute("aria-expanded", String(shown));
    this.cover(this.open_ && this.phone.matches);
    if (shown) this.frame.load();
    this.fitKeyboard();
  }

  /** Told once more when the widget is there to hear it. */
  private sayShown(): void {
    if (!this.frame.ready) return;
    const { entered, open_: closable } = this;
    if (this.shown) this.frame.post({ frontdesk: 1, type: "shown", closable, entered });
    else this.frame.post({ frontdesk: 1, type: "hidden" });
    this.entered = false;
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
    this.frame.element.hidden = failed;
  }

  private hear(message: ToHost): void {
    if (message.type === "ready") {
      this.sayShown();
      this.frame.tellWaiting();
      void this.voucher.show();
    }
    if (message.type === "close") this.close();
    if (message.type === "recall")
      this.frame.post({ frontdesk: 1, type: "kept", entries: recall() });
    if (message.type === "keep") remember(message.entries);
    if (message.type === "unread") this.showUnread(Number(message.count) || 0);
    if (message.type === "message")
      this.listeners.tell("message", { author: message.author, seq: message.seq });
    if (message.type === "identified" && !this.voucher.renews(message.reason)) {
      if (message.accepted === true) this.listeners.tell("identified", { accepted: true });
      else this.refuse(message.reason);
    }
  }

  private refuse(reason: string): void {
    this.listeners.tell("identified", { accepted: false, reason });
  }

  private showUnread(count: number): void {
    if (count !== this.unread) this.listeners.tell("unread", { count });
    this.unread = count;
    this.badge.hidden = count === 0;
    this.badge.textContent = count > 99 ? "99+" : String(count);
    const said = this.settings.lang === "en" ? `, ${count} new` : `，${count} 条新消息`;
    this.launcher.setAttribute("aria-label", this.settings.label + (count > 0 ? said : ""));
  }

  private listen(): void {
    const { signal } = this.gone;
    addEventListener("message", (event) => this.frame.hear(event), { signal });
    addEventListener("online", () => this.shown && this.frame.load(), { signal });
    const leave = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !event.isComposing) this.close();
    };
    addEventListener("keydown", leave, { signal });
    document.addEventListener("click", (event) => this.follow(event), { signal });
    this.phone.addEventListener("change", () => this.draw(), { signal });
    this.room.addEventListener("change", () => this.arrange(), { signal });
    const fit = (): void => this.fitKeyboard();
    window.visualViewport?.addEventListener("resize", fit, { signal });
    window.visualViewport?.addEventListener("scroll", fit, { signal });
  }

  /** Any element of the page may open the chat, without a line of script of its own. */
  private follow(event: Event): void {
    // Browsers of some years ago go on listening after `destroy`.
    const target =
      event.target instanceof Element && !this.gone.signal.aborted ? event.target : null;
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

function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(work);
  else setTimeout(work, 1000);
}
