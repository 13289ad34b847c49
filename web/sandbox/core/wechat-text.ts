import { splitLinks } from "../../shared/text";

/** A piece of a text as WeChat draws it. `press`: a link that sends a text for the reader. */
export type Piece =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string }
  | { readonly kind: "press"; readonly text: string; readonly says: string; readonly id: string };

const ANCHOR = /<a\s+href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)<\/a\s*>/gis;
const PRESS = "weixin://bizmsgmenu?";

/** WeChat makes links of bare addresses and of `<a href>`, and presses of weixin://bizmsgmenu. */
export function readWechatText(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ANCHOR)) {
    const piece = anchor(match[1] ?? match[2] ?? "", match[3] ?? "");
    if (piece === undefined) continue;
    pieces.push(...splitLinks(text.slice(from, match.index)), piece);
    from = match.index + match[0].length;
  }
  pieces.push(...splitLinks(text.slice(from)));
  return pieces;
}

function anchor(href: string, text: string): Piece | undefined {
  if (href.startsWith(PRESS)) {
    const asked = new URLSearchParams(href.slice(PRESS.length).replace(/&amp;/g, "&"));
    const says = asked.get("msgmenucontent") ?? "";
    return says === ""
      ? undefined
      : { kind: "press", text, says, id: asked.get("msgmenuid") ?? "" };
  }
  return /^https?:\/\//i.test(href) ? { kind: "link", text, href } : undefined;
}
