import { en } from "./en";
import { type Words, zh } from "./zh";

export type { Words } from "./zh";
export type Lang = "zh-CN" | "en";

/** Chinese unless the host page asks for English: owners read Chinese whatever their browser says. */
export function pickLang(wanted: string | null): Lang {
  return wanted?.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

export function wordsFor(lang: Lang): Words {
  return lang === "en" ? en : zh;
}
