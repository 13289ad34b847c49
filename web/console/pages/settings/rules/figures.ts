import { Mistyped } from "../../../ui/faults";
import { words } from "../../../words";

/** A whole number of at least one as it was typed; null where nothing was. Throws `Mistyped`. */
export function wholeNumber(field: string, text: string): number | null {
  const plain = text.trim();
  if (plain === "") return null;
  if (!/^[1-9]\d{0,5}$/.test(plain)) throw new Mistyped(field, words.value.rules.wholeFault);
  return Number(plain);
}

export function named(field: string, text: string): string {
  const plain = text.trim();
  if (plain === "") throw new Mistyped(field, words.value.editing.needed);
  return plain;
}
