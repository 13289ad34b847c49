/** What the bot made of an owner's message, as it is shown. */
export interface Understanding {
  readonly purposes: readonly { readonly name: string; readonly confidence: number }[];
  readonly entities: readonly (readonly [field: string, value: string])[];
}

type Raw = Readonly<Record<string, unknown>>;

/** The action server's JSON; whatever is not as expected is left out. */
export function readUnderstanding(raw: Raw): Understanding {
  const purposes = Array.isArray(raw.purposes) ? raw.purposes : [];
  return {
    purposes: purposes.filter(
      (each): each is { name: string; confidence: number } =>
        isRaw(each) && typeof each.name === "string" && typeof each.confidence === "number",
    ),
    entities: Object.entries(isRaw(raw.entities) ? raw.entities : {})
      .map(([field, value]) => [field, say(value)] as const)
      .filter(([, value]) => value !== ""),
  };
}

function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lists by their parts, objects by their name or text, and figures as they are. */
function say(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(say).filter(Boolean).join("；");
  if (!isRaw(value)) return String(value);
  for (const key of ["text", "name"]) {
    const found = value[key];
    if (typeof found === "string" && found !== "") return found;
  }
  return Object.entries(value)
    .map(([key, part]) => [key, say(part)] as const)
    .filter(([, part]) => part !== "")
    .map(([key, part]) => `${key}: ${part}`)
    .join(", ");
}
