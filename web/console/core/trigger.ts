/** A word under the caret that calls up a list: `/` for canned replies, `@` for colleagues. */
export interface Trigger {
  /** Where the sign stands. */
  readonly start: number;
  /** What was typed behind it. */
  readonly typed: string;
}

export type Sign = "/" | "@";

const LONGEST = 24;
/** Chinese has no blanks between words, so "@" calls anywhere but inside an address. */
const BEFORE: Readonly<Record<Sign, RegExp>> = { "/": /[\s]/, "@": /[^\w.+-]/ };

export function triggerAt(text: string, caret: number, sign: Sign): Trigger | undefined {
  const start = text.lastIndexOf(sign, caret - 1);
  if (start < 0 || caret <= start) return undefined;
  const typed = text.slice(start + 1, caret);
  if (/\s/.test(typed) || typed.length > LONGEST) return undefined;
  const before = text[start - 1];
  return before === undefined || BEFORE[sign].test(before) ? { start, typed } : undefined;
}

export interface Written {
  readonly text: string;
  /** What is selected afterwards: the first blank that is still to be filled, else nothing. */
  readonly from: number;
  readonly to: number;
}

/** Puts `words` where the trigger stands. */
export function replaced(text: string, caret: number, trigger: Trigger, words: string): Written {
  const before = text.slice(0, trigger.start);
  const whole = before + words + text.slice(caret);
  const blank = /\{\{[^{}]*\}\}/.exec(words);
  const end = before.length + words.length;
  if (blank === null) return { text: whole, from: end, to: end };
  const from = before.length + blank.index;
  return { text: whole, from, to: from + blank[0].length };
}
