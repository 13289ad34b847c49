/** From one time of a day to another, as clocks show them: 09:00, 17:30. */
export interface Stretch {
  from: string;
  to: string;
}

/** The days of a week from Monday, each with its stretches; none where nobody works. */
export type Week = Stretch[][];

const DAYS = 7;
const GROUP = /^([1-7](?:-[1-7])?(?:,[1-7](?:-[1-7])?)*) +(\S+)$/;

/** `1-5 09:00-12:00,13:30-17:30; 6 09:00-12:00`, days counted from Monday = 1. */
export function readWeek(text: string): Week {
  const week: Week = Array.from({ length: DAYS }, () => []);
  for (const part of text.split(";")) {
    const [, days, hours] = GROUP.exec(part.trim()) ?? [];
    if (days === undefined || hours === undefined) continue;
    for (const day of readDays(days)) week[day - 1]?.push(...readStretches(hours));
  }
  return week;
}

function readDays(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const [first = 1, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** As `readWeek` reads it; days that are alike stand together. Empty where nobody ever works. */
export function weekText(week: Week): string {
  const alike = new Map<string, number[]>();
  week.forEach((stretches, index) => {
    const hours = stretchesText(stretches);
    if (hours !== "") alike.set(hours, [...(alike.get(hours) ?? []), index + 1]);
  });
  return [...alike].map(([hours, days]) => `${daysText(days)} ${hours}`).join("; ");
}

function daysText(days: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === day - 1) run[1] = day;
    else runs.push([day, day]);
  }
  return runs.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(",");
}

/** `09:00-12:00,13:30-17:30`. A field for a time knows no 24:00: midnight at the end is 00:00. */
export function readStretches(text: string): Stretch[] {
  return text
    .split(",")
    .filter(Boolean)
    .map((part) => {
      const [from = "", to = ""] = part.trim().split("-");
      return { from, to: to === "24:00" ? "00:00" : to };
    });
}

export function stretchesText(stretches: readonly Stretch[]): string {
  return stretches.map(({ from, to }) => `${from}-${to === "00:00" ? "24:00" : to}`).join(",");
}

/** Whether it can be worked: both times are there, and the end is the later. */
export function isWhole({ from, to }: Stretch): boolean {
  return from !== "" && to !== "" && (to === "00:00" || from < to);
}

const A_DAY = 24 * 3_600_000;
const LONGEST = 60;

/** All days of a holiday, the last included; none where it ends before it begins. */
export function daysBetween(first: string, last: string): string[] {
  const begin = Date.parse(first);
  const count = Math.min(LONGEST, (Date.parse(last) - begin) / A_DAY + 1);
  return Array.from({ length: Math.max(0, count || 0) }, (_, index) =>
    new Date(begin + index * A_DAY).toISOString().slice(0, 10),
  );
}
