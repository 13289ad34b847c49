/** One element a line, so that a person can read it. What is no XML stays as it is. */
export function indentXml(document: string): string {
  if (!document.startsWith("<xml>")) return document;
  const parts = document.match(/<!\[CDATA\[[\s\S]*?\]\]>|<[^>]+>|[^<]+/g) ?? [];
  let depth = 0;
  let out = "";
  let held = false;
  for (const part of parts) {
    const closes = part.startsWith("</");
    const opens = part.startsWith("<") && !closes && !part.startsWith("<![");
    if (closes) depth -= 1;
    // A line ends before an element, unless its own text stands on the line.
    if ((opens && out !== "") || (closes && !held)) out += `\n${"  ".repeat(depth)}`;
    out += part;
    if (opens) depth += 1;
    held = !closes;
  }
  return out;
}
