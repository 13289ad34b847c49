export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** Splits a text at the places that are marked; places may touch but do not overlap. */
export function piecesOf(
  text: string,
  marks: readonly { readonly start: number; readonly end: number }[],
): readonly Piece[] {
  // The server counts characters; a character beyond the first plane is two units here.
  const characters = [...text];
  const pieces: Piece[] = [];
  let at = 0;
  const put = (to: number, marked: boolean): void => {
    if (to > at) pieces.push({ text: characters.slice(at, to).join(""), marked });
    at = Math.max(at, to);
  };
  for (const { start, end } of marks) {
    put(start, false);
    put(end, true);
  }
  put(characters.length, false);
  return pieces;
}

/** Where the names of those who are called stand in a note. */
export function mentionsIn(
  text: string,
  names: readonly string[],
): readonly { readonly start: number; readonly end: number }[] {
  const characters = [...text];
  const found: { start: number; end: number }[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    if (characters[at] !== "@") continue;
    const rest = characters.slice(at + 1).join("");
    const name = names
      .filter((each) => each !== "" && rest.startsWith(each))
      .sort((a, b) => b.length - a.length)[0];
    if (name === undefined) continue;
    const end = at + 1 + [...name].length;
    found.push({ start: at, end });
    at = end - 1;
  }
  return found;
}
