/** What a host page may set with `data-…` on the script tag. */
export interface Settings {
  /** Where the widget lives: the origin that served the script. */
  readonly origin: string;
  readonly lang: string;
  readonly accent: string;
  /** 右 or 左 lower corner of the page. */
  readonly side: "left" | "right";
  readonly label: string;
  /** Selector of an element that shows the chat in the page itself where there is room. */
  readonly mount: string;
}

export function readSettings(script: HTMLScriptElement): Settings {
  const { lang, color, position, label, mount } = script.dataset;
  const english = lang?.toLowerCase().startsWith("en") === true;
  return {
    origin: new URL(script.src).origin,
    lang: english ? "en" : "zh-CN",
    accent: /^#[0-9a-f]{6}$/i.test(color ?? "") ? (color ?? "") : "",
    side: position === "left" ? "left" : "right",
    label: label ?? (english ? "Ask the front desk" : "技术难题？问问高校"),
    mount: mount ?? "",
  };
}
