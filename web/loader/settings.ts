import { pickTheme, type Theme } from "../shared/bridge";
import { plainColour } from "../shared/colour";

/** What a host page may set with `data-…` on the script tag. */
export interface Settings {
  /** Where the widget lives: the origin that served the script. */
  readonly origin: string;
  readonly lang: string;
  readonly accent: string;
  readonly theme: Theme;
  /** Of the bubbles, in pixels; empty for our own. */
  readonly radius: string;
  /** Lower corner of the page. */
  readonly side: "left" | "right";
  readonly label: string;
  /** Selector of an element that shows the chat in the page itself where there is room. */
  readonly mount: string;
}

export function readSettings(script: HTMLScriptElement): Settings {
  const { locale, lang, color, theme, position, label, mount } = script.dataset;
  const english = (locale ?? lang)?.toLowerCase().startsWith("en") === true;
  // A site with a design of its own has variables for it; a colour on the tag comes first.
  const look = getComputedStyle(document.documentElement);
  const radius = look.getPropertyValue("--frontdesk-radius").trim();
  return {
    origin: new URL(script.src).origin,
    lang: english ? "en" : "zh-CN",
    accent: plainColour(color) || plainColour(look.getPropertyValue("--frontdesk-accent")),
    theme: pickTheme(theme),
    radius: /^\d{1,2}px$/.test(radius) ? radius : "",
    side: position?.endsWith("left") ? "left" : "right",
    label: label ?? (english ? "Ask the front desk" : "技术难题？问问高校"),
    mount: mount ?? "",
  };
}
