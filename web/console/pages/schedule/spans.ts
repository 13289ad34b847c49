import type { Schemas } from "../../core/api";

export type Due = Schemas["DueView"];
export type SpanId = "overdue" | "week" | "month" | "later" | "undated";

export interface Span {
  readonly id: SpanId;
  readonly dues: readonly Due[];
}

const DAY_MS = 86_400_000;
const ORDER: readonly SpanId[] = ["overdue", "week", "month", "later", "undated"];

/** `day` and what it is counted from: YYYY-MM-DD. */
export function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);
}

/** Where in the plan of whoever looks `today` it stands: the next seven days are this week's work. */
export function spanOf(due: Due, today: string): SpanId {
  if (due.due_on === null) return "undated";
  const days = daysUntil(due.due_on, today);
  if (days < 0) return "overdue";
  if (days < 7) return "week";
  return days < 31 ? "month" : "later";
}

/** In the order in which they are to be seen to; what is empty is left out. */
export function spansOf(dues: readonly Due[], today: string): readonly Span[] {
  return ORDER.map((id) => ({ id, dues: dues.filter((due) => spanOf(due, today) === id) })).filter(
    ({ dues }) => dues.length > 0,
  );
}
