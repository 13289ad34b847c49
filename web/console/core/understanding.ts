type Raw = Readonly<Record<string, unknown>>;

/** Between the parts of a list. */
export const LISTED = "；";

/** What was read from an owner's message, field by field, as it is shown; empty ones left out. */
export function entitiesIn(raw: Raw): readonly (readonly [field: string, value: string])[] {
  return Object.entries(raw)
    .map(([field, value]) => [field, say(value)] as const)
    .filter(([, value]) => value !== "");
}

/** Lists by their parts, objects by their name or text, and figures as they are. */
function say(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(say).filter(Boolean).join(LISTED);
  if (typeof value !== "object") return String(value);
  const parts = Object.entries(value);
  for (const key of ["text", "name"]) {
    const found = parts.find(([name]) => name === key)?.[1];
    if (typeof found === "string" && found !== "") return found;
  }
  return parts
    .map(([key, part]) => [key, say(part)] as const)
    .filter(([, part]) => part !== "")
    .map(([key, part]) => `${key}: ${part}`)
    .join(", ");
}
