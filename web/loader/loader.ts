import { Panel } from "./panel";
import { readSettings } from "./settings";

declare global {
  interface Window {
    FrontDesk?:
      | Pick<Panel, "open" | "close" | "ask" | "identify" | "forget" | "on" | "destroy">
      | undefined;
  }
}

/** `currentScript` is empty for modules and for scripts that a tag manager puts in. */
function ownScript(): HTMLScriptElement | null {
  const current = document.currentScript;
  if (current instanceof HTMLScriptElement) return current;
  return document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]');
}

function begin(): void {
  const script = ownScript();
  // A page that includes the script twice still gets one chat.
  if (script === null || window.FrontDesk !== undefined) return;
  const panel = new Panel(readSettings(script));
  window.FrontDesk = panel;
  window.dispatchEvent(new Event("frontdesk:ready"));
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => panel.place());
  } else panel.place();
}

begin();
