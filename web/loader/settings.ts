import { pickTheme, type Theme } from "../shared/bridge";

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

const ACCENT = "--frontdesk-accent";
const RADIUS = "--frontdesk-radius";
const COLOUR = /^#[\da-f]{6}$/i;

export function readSettings(script: HTMLScriptElement): Settings {
  const { locale, lang, color, theme, position, label, mount } = script.dataset;
  const english = (locale ?? lang)?.toLowerCase().startsWith("en") === true;
  // A site with a design of its own has variables for it; a colour on the tag comes first.
  const look = getComputedStyle(document.documentElement);
  return {
    origin: new URL(script.src).origin,
    lang: english ? "en" : "zh-CN",
    accent:
      taken("data-color", color, COLOUR) || taken(ACCENT, look.getPropertyValue(ACCENT), COLOUR),
    theme: pickTheme(theme),
    radius: taken(RADIUS, look.getPropertyValue(RADIUS), /^\d{1,2}px$/),
    side: position?.endsWith("left") ? "left" : "right",
    label: label ?? (english ? "Ask the front desk" : "技术难题？问问高校"),
    mount: mount ?? "",
  };
}

/** Only what is known to be harmless ends up in a style. A page's makers hear of what does not. */
function taken(name: string, value: string | undefined, plain: RegExp): string {
  const trimmed = value?.trim() ?? "";
  if (plain.test(trimmed)) return trimmed;
  // biome-ignore lint/suspicious/noConsole: where the page's makers look for their faults.
  if (trimmed) console.warn(`FrontDesk: ${name}: ${trimmed} is none of ${plain.source}`);
  return "";
}
