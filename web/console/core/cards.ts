/** A card of a message as staff see it: what the owner was shown, without the buttons' meaning. */
export interface CardView {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly reasons: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly buttons: readonly string[];
  readonly demo: boolean;
}

type Raw = Readonly<Record<string, unknown>>;

/** Cards are JSON of the action server's making: whatever is not as expected is left out. */
export function readCard(raw: Raw): CardView {
  return {
    kind: text(raw.kind),
    id: text(raw.id),
    title: text(raw.title),
    subtitle: text(raw.subtitle),
    reasons: list(raw.reasons).map(text).filter(Boolean),
    facts: Object.entries(isRaw(raw.facts) ? raw.facts : {})
      .map(([label, value]) => [label, text(value)] as const)
      .filter(([, value]) => value !== ""),
    buttons: list(raw.buttons)
      .map((button) => (isRaw(button) ? text(button.title) : ""))
      .filter(Boolean),
    demo: raw.demo === true,
  };
}

function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}
