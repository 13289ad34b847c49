import type { FieldName, NeedForm } from "../../../core/need-form";
import type { Terms } from "../../../state/terms";
import { words } from "../../../words";

/** What a field holds elsewhere, in words, where it was changed here and there. */
export function theirsIn(
  base: NeedForm,
  conflicts: readonly FieldName[],
  names: readonly FieldName[],
  terms: Terms,
): string | undefined {
  const name = names.find((each) => conflicts.includes(each));
  if (name === undefined) return undefined;
  const value = base[name];
  if (name === "industry") return nameIn(terms.industries, String(value));
  if (name === "region") return nameIn(terms.regions, String(value));
  if (Array.isArray(value)) return value.map((each) => Object.values(each)[0]).join("；");
  return String(value) || words.value.need.emptied;
}

function nameIn(terms: Terms["regions"], code: string): string {
  return terms.find((each) => each.code === code)?.name ?? (code || words.value.need.emptied);
}
