/** A piece of message text: plain words, or a link that is safe to follow. */
export type Piece =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

// Chinese punctuation and brackets end an address: people write 见https://a.cn，谢谢 without a space.
const ADDRESS =
  /https?:\/\/[^\s<>"'`\u3000-\u303f\uff00-\uff0f\uff1a-\uff1f“”‘’]+|tel:\+?[\d-]{3,20}/gi;
const TRAILING = /[.,;:!?)\]}]+$/;

/** Splits text into words and http, https and tel links. Everything else stays words. */
export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const found = trimAddress(match[0]);
    const link = asLink(found);
    if (link === undefined) continue;
    if (match.index > from) pieces.push({ kind: "words", text: text.slice(from, match.index) });
    pieces.push(link);
    from = match.index + found.length;
  }
  if (from < text.length) pieces.push({ kind: "words", text: text.slice(from) });
  return pieces;
}

function trimAddress(found: string): string {
  // A closing bracket that was opened inside the address belongs to it.
  return /\([^)]*\)$/.test(found) ? found : found.replace(TRAILING, "");
}

function asLink(found: string): Piece | undefined {
  if (found.toLowerCase().startsWith("tel:")) {
    return { kind: "link", text: found.slice(4), href: found };
  }
  try {
    const url = new URL(found);
    const web = url.protocol === "https:" || url.protocol === "http:";
    // A name in front of the host (https://bank.cn@evil.cn) is there to deceive.
    return web && url.username === "" ? { kind: "link", text: found, href: url.href } : undefined;
  } catch {
    return undefined;
  }
}
