import type { Settings } from "./settings";

/** A way on, and a way out, for a panel whose frame stays empty: blocked, or the server is away. */
export function fillFailed(place: HTMLElement, settings: Settings, close: () => void): void {
  const english = settings.lang === "en";
  const onward = link(
    `${settings.origin}/widget/`,
    english ? "Open the chat in a new page" : "在新页面打开对话",
  );
  onward.target = "_blank";
  onward.rel = "noopener";
  const out = link("#", english ? "Close" : "关闭");
  out.onclick = (event) => {
    event.preventDefault();
    close();
  };
  place.append(
    english
      ? "The chat could not be loaded here. It will be tried again by itself."
      : "对话没能在这里打开，稍后会自动再试。",
    onward,
    out,
  );
}

function link(href: string, text: string): HTMLAnchorElement {
  const anchor = document.createElement("a");
  anchor.href = href;
  anchor.textContent = text;
  return anchor;
}
