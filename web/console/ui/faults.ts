import { preferences } from "../state/preferences";
import { words } from "../words";

/** Something that was typed and cannot even be sent; `field` as the form names it. */
export class Mistyped extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
    this.name = "Mistyped";
  }
}

/** The server's own rules speak Chinese; what the schema's library says is no sentence for staff. */
export function faultOf(value: unknown, message: string): string {
  const { needed, refused } = words.value.editing;
  if (value === "") return needed;
  const own = /^Value error, (.+)$/s.exec(message)?.[1];
  return own !== undefined && preferences.lang === "zh-CN" ? own : refused;
}
