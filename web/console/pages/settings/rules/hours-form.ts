import type { Schemas } from "../../../core/api";
import {
  isWhole,
  readStretches,
  readWeek,
  type Stretch,
  stretchesText,
  type Week,
  weekText,
} from "../../../core/working-week";
import { Mistyped } from "../../../ui/faults";
import { words } from "../../../words";

export type HoursValue = Schemas["RuleChange_HoursRule_"]["value"];
export type HoursForm = ReturnType<typeof hoursForm>;

const ALWAYS = "always";
const USUAL_WEEK = "1-5 09:00-12:00,13:30-17:30";

export interface SpecialDay {
  day: string;
  stretches: Stretch[];
  note: string;
}

export function hoursForm({ week, special = [] }: HoursValue) {
  const kept = week === null || week === undefined || week === ALWAYS;
  return {
    mode: week === ALWAYS ? ALWAYS : kept ? "usual" : "week",
    week: readWeek(kept ? USUAL_WEEK : week),
    special: special.map(
      ({ day, hours, note }): SpecialDay => ({
        day,
        stretches: readStretches(hours),
        note: note ?? "",
      }),
    ),
  };
}

/** As the server takes it. Throws `Mistyped`. */
export function hoursValue({ mode, week, special }: HoursForm): HoursValue {
  return {
    week: mode === "usual" ? null : mode === ALWAYS ? ALWAYS : checkedWeek(week),
    special: [...special]
      .sort((a, b) => (a.day < b.day ? -1 : 1))
      .map(({ day, stretches, note }) => ({ day, hours: stretchesText(stretches), note })),
  };
}

function checkedWeek(week: Week): string {
  week.forEach((stretches, day) => {
    checkStretches(`week.${day}`, stretches);
  });
  const text = weekText(week);
  if (text === "") throw new Mistyped("week", words.value.rules.noDay);
  return text;
}

export function checkStretches(field: string, stretches: readonly Stretch[]): void {
  if (!stretches.every(isWhole)) throw new Mistyped(field, words.value.rules.stretchFault);
}
