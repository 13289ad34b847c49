import type { Lang, Words } from "../../shared/words";

/** The local calendar day, as a key for grouping; empty where the time cannot be read. */
export function dayKey(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** 2026-11-03 of the visitor's own day, for the name of a file. */
export function fileDay(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** 今天, 昨天, 11月3日 星期二, and with the year where it is another one. */
export function dayTitle(iso: string, now: Date, lang: Lang, words: Words): string {
  const date = new Date(iso);
  if (dayKey(iso) === dayKey(now.toISOString())) return words.today;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayKey(iso) === dayKey(yesterday.toISOString())) return words.yesterday;
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  const form = { ...year, month: "long", day: "numeric", weekday: "long" } as const;
  return new Intl.DateTimeFormat(lang, form).format(date);
}

export function clockTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}
