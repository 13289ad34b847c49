import type { Schemas } from "../../core/api";
import type { Figures } from "./charts";

type Count = Schemas["CountView"];
type Begun = Schemas["BegunView"];
type Day = Schemas["AnswerDay"];

/** A chart of places or trades shows the most frequent; the rest would be too thin to see. */
const MOST = 12;

interface Named {
  readonly key: string | null;
  readonly name: string | null;
}

const nameOf = ({ key, name }: Named, unknown: string): string => name ?? key ?? unknown;

export function counted(rows: readonly Count[], title: string, unknown: string): Figures {
  const shown = [...rows].sort((a, b) => b.count - a.count).slice(0, MOST);
  return {
    keys: shown.map((row) => nameOf(row, unknown)),
    series: [{ name: title, values: shown.map((row) => row.count) }],
  };
}

/** In the order in which the server tells them: days, or the stages of a need. */
export function inCourse(rows: readonly Count[], title: string, unknown: string): Figures {
  return {
    keys: rows.map((row) => nameOf(row, unknown)),
    series: [{ name: title, values: rows.map((row) => row.count) }],
  };
}

export function begun(
  rows: readonly Begun[],
  titles: { begun: string; toPerson: string },
  naming: (row: Begun) => string,
): Figures {
  return {
    keys: rows.map(naming),
    series: [
      { name: titles.begun, values: rows.map((row) => row.begun) },
      { name: titles.toPerson, values: rows.map((row) => row.to_person) },
    ],
  };
}

const minutes = (seconds: number | null): number | null =>
  seconds === null ? null : Math.round(seconds / 6) / 10;

export function answered(days: readonly Day[], titles: { median: string; slow: string }): Figures {
  return {
    keys: days.map((day) => day.key),
    series: [
      { name: titles.median, values: days.map((day) => minutes(day.median)) },
      { name: titles.slow, values: days.map((day) => minutes(day.slow)) },
    ],
  };
}

/** The middle of the days' medians, weighted by how many were answered. */
export function typicalWait(days: readonly Day[]): number | undefined {
  const known = days
    .filter((day): day is Day & { median: number } => day.median !== null)
    .sort((a, b) => a.median - b.median);
  const half = known.reduce((sum, day) => sum + day.answered, 0) / 2;
  let passed = 0;
  for (const day of known) {
    passed += day.answered;
    if (passed >= half) return day.median * 1_000;
  }
  return undefined;
}
