/** One or two characters that stand for a person: 王小明 → 小明, Li Wei → LW. */
export function initialsOf(name: string): string {
  const parts = name.trim().split(/\s+/).filter(Boolean);
  const [first = "", second] = parts;
  if (/\p{Script=Han}/u.test(first)) return [...first].slice(-2).join("");
  const letters = second === undefined ? [...first].slice(0, 1) : [[...first][0], [...second][0]];
  return letters.join("").toUpperCase() || "?";
}

/** The same colour for the same name wherever it is shown. */
export function hueOf(name: string): number {
  let hash = 7;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return hash;
}
