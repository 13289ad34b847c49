import type { Schemas } from "./api";

type Budget = NonNullable<Schemas["NeedView"]["budget"]>;

/** 500000 → 50万, 120000000 → 1.2亿; small and odd sums stay as they are. */
export function sum(value: number): string {
  const short = (unit: number, name: string): string =>
    `${Number((value / unit).toFixed(2)).toLocaleString("zh-CN")}${name}`;
  if (value >= 1e8) return short(1e8, "亿");
  if (value >= 1e4) return short(1e4, "万");
  return value.toLocaleString("zh-CN");
}

/** With its unit: 500000 → 50万元; what is no round number of 万 is written out. */
export function sumText(yuan: number): string {
  return `${yuan % 100 === 0 ? sum(yuan) : yuan.toLocaleString("zh-CN")}元`;
}

/** 约50万元, 50万–80万元, 不超过80万元. */
export function budgetWords(
  { min, max, currency, approx }: Budget,
  words: { atLeast: (sum: string) => string; atMost: (sum: string) => string; about: string },
): string {
  const unit = currency === "CNY" ? "元" : ` ${currency}`;
  if (min === null && max === null) return "";
  if (min === null) return words.atMost(sum(max ?? 0) + unit);
  if (max === null) return words.atLeast(sum(min) + unit);
  const span = min === max ? sum(min) : `${sum(min)}–${sum(max)}`;
  return `${approx ? words.about : ""}${span}${unit}`;
}
