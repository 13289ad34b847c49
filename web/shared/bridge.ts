/**
 * What the host page (loader) and the iframe (widget) tell each other by postMessage. Both sides
 * name the exact origin of the other; the `frontdesk` mark tells our traffic from the page's own.
 */

export type ToWidget = {
  readonly frontdesk: 1;
} /** `entered`: the visitor came by a press, and the focus belongs to the composer. */ & (
  | { readonly type: "shown"; readonly closable: boolean; readonly entered: boolean }
  | { readonly type: "hidden" }
  | { readonly type: "ask"; readonly text: string }
  | { readonly type: "kept"; readonly entries: Entries }
  /** A token by which the site's own server says who its visitor is. */
  | { readonly type: "identify"; readonly jwt: string }
  | { readonly type: "forget" }
);

export type ToHost = {
  readonly frontdesk: 1;
} /** The page is ours and runs, whatever it still waits for; a browser's error page says nothing. */ & (
  | { readonly type: "here" }
  | { readonly type: "ready" }
  | { readonly type: "close" }
  | { readonly type: "unread"; readonly count: number }
  /** Something new was said; its words stay here, out of reach of the page's scripts. */
  | { readonly type: "message"; readonly author: string; readonly seq: number }
  | { readonly type: "identified"; readonly accepted: boolean; readonly reason: string }
  | { readonly type: "recall" }
  | { readonly type: "keep"; readonly entries: Entries }
);

/**
 * What the widget would keep in its own storage. Browsers that refuse storage to framed pages leave
 * only the host page's; `recall` and `keep` are used there and nowhere else. Scripts of the host
 * page can read it, so what is kept there is sealed.
 */
export type Entries = Readonly<Record<string, string>>;

/** Query parameters with which the loader opens `/widget/`. */
export const HOST_PARAM = "host";
export const LANG_PARAM = "lang";
export const ACCENT_PARAM = "accent";
export const THEME_PARAM = "theme";
export const RADIUS_PARAM = "radius";

export type Theme = "auto" | "light" | "dark";

export function pickTheme(wanted: string | null | undefined): Theme {
  return wanted === "light" || wanted === "dark" ? wanted : "auto";
}

export function isBridgeMessage(data: unknown): data is { frontdesk: 1; type: string } {
  return (
    typeof data === "object" &&
    data !== null &&
    (data as { frontdesk?: unknown }).frontdesk === 1 &&
    typeof (data as { type?: unknown }).type === "string"
  );
}

/** Keeps only what is text under a name. */
export function readEntries(value: unknown): Entries {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}
