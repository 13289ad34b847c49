import {
  type Entries,
  isBridgeMessage,
  readEntries,
  type ToHost,
  type ToWidget,
} from "../shared/bridge";
import type { Outcome } from "./core/introduction";

export interface HostListener {
  /** @param entered by a press of the visitor, who goes on inside */
  shown(closable: boolean, entered: boolean): void;
  hidden(): void;
  identify(jwt: string): void;
  forget(): void;
  /** @param trusted the page is served by ourselves, so it may speak for the visitor */
  ask(text: string, trusted: boolean): void;
}

/** How long a host page may take to hand over what it keeps for us. */
const RECALL_MS = 1_000;

/**
 * The page around the iframe. It names its origin in our address; a false name gains nothing, since
 * the browser then delivers none of our messages and we accept none of its own. Which pages may
 * frame us at all is the server's `frame-ancestors`.
 */
export class Host {
  private listener: HostListener | undefined;
  private recalled: (entries: Entries) => void = () => undefined;

  private constructor(
    private readonly page: Window,
    private readonly origin: string,
  ) {
    this.post({ frontdesk: 1, type: "here" });
    page.addEventListener("message", (event) => {
      if (event.source !== page.parent || event.origin !== origin) return;
      if (isBridgeMessage(event.data)) this.hear(event.data as ToWidget);
    });
  }

  /** Undefined where the widget is a page of its own, or the page around it gives no usable name. */
  static around(page: Window, origin: string | null): Host | undefined {
    const framed = page.parent !== page && origin !== null && /^https?:\/\//.test(origin);
    return framed ? new Host(page, origin) : undefined;
  }

  listen(listener: HostListener): void {
    this.listener = listener;
    this.post({ frontdesk: 1, type: "ready" });
  }

  close(): void {
    this.post({ frontdesk: 1, type: "close" });
  }

  tellUnread(count: number): void {
    this.post({ frontdesk: 1, type: "unread", count });
  }

  tellMessage(author: string, seq: number): void {
    this.post({ frontdesk: 1, type: "message", author, seq });
  }

  tellIdentified({ accepted, reason }: Outcome): void {
    this.post({ frontdesk: 1, type: "identified", accepted, reason });
  }

  keep(entries: Entries): void {
    this.post({ frontdesk: 1, type: "keep", entries });
  }

  recall(): Promise<Entries> {
    return new Promise((resolve) => {
      this.recalled = resolve;
      setTimeout(() => resolve({}), RECALL_MS);
      this.post({ frontdesk: 1, type: "recall" });
    });
  }

  private post(message: ToHost): void {
    this.page.parent.postMessage(message, this.origin);
  }

  private hear(message: ToWidget): void {
    if (message.type === "kept") this.recalled(readEntries(message.entries));
    if (message.type === "shown")
      this.listener?.shown(message.closable === true, message.entered === true);
    if (message.type === "hidden") this.listener?.hidden();
    if (message.type === "forget") this.listener?.forget();
    if (message.type === "identify" && typeof message.jwt === "string")
      this.listener?.identify(message.jwt);
    if (message.type === "ask" && typeof message.text === "string") {
      this.listener?.ask(message.text, this.origin === this.page.location.origin);
    }
  }
}
