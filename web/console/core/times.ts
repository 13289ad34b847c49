import type { Lang } from "../state/preferences";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(lang: Lang, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = lang + JSON.stringify(options);
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(lang, options);
    formats.set(key, found);
  }
  return found;
}

/** 14:05 */
export function clock(iso: string, lang: Lang): string {
  return format(lang, { hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date(iso));
}

/** 2026年8月3日 14:05 */
export function moment(iso: string, lang: Lang): string {
  return format(lang, { dateStyle: "medium", timeStyle: "short", hour12: false }).format(
    new Date(iso),
  );
}

export function date(iso: string, lang: Lang): string {
  return format(lang, { dateStyle: "medium" }).format(new Date(iso));
}

/** For a list: the time of today, the day of this year, the date of earlier ones. */
export function brief(iso: string, now: number, lang: Lang): string {
  const then = new Date(iso);
  const today = new Date(now);
  if (then.toDateString() === today.toDateString()) return clock(iso, lang);
  if (then.getFullYear() === today.getFullYear()) {
    return format(lang, { month: "numeric", day: "numeric" }).format(then);
  }
  return format(lang, { year: "2-digit", month: "numeric", day: "numeric" }).format(then);
}

/** Today, yesterday, or the date with its day of the week. */
export function dayOf(iso: string, now: number, lang: Lang): string {
  const days = Math.round((midnight(now) - midnight(new Date(iso).getTime())) / DAY);
  if (days === 0 || days === 1) {
    return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(-days, "day");
  }
  const year = new Date(iso).getFullYear() === new Date(now).getFullYear() ? {} : YEAR;
  return format(lang, { ...year, month: "long", day: "numeric", weekday: "short" }).format(
    new Date(iso),
  );
}

const YEAR: Intl.DateTimeFormatOptions = { year: "numeric" };

function midnight(at: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}

/** A span as a clock shows it: 0:42, 12:05, 1:02:03, and 3 天 4 小时 above a day. */
export function span(ms: number, lang: Lang): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds >= 86_400) return longSpan(ms, lang);
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const tail = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** A span in words, by its two largest units: 2 天 3 小时, 47 小时 20 分 stays 1 天 23 小时. */
export function longSpan(ms: number, lang: Lang): string {
  const total = Math.max(0, ms);
  const parts: readonly (readonly [number, string, string])[] = [
    [Math.floor(total / DAY), "天", "d"],
    [Math.floor(total / HOUR) % 24, "小时", "h"],
    [Math.floor(total / MINUTE) % 60, "分钟", "min"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return lang === "en" ? "< 1 min" : "不到 1 分钟";
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, chinese, english]) => `${count} ${lang === "en" ? english : chinese}`)
    .join(" ");
}

/** The day in China (YYYY-MM-DD), by which the desk's days are counted. */
export function chinaToday(now: number = Date.now()): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(now);
}
