import type { Schemas } from "./api";

export type Wait = Schemas["WaitView"];

export interface WaitNow {
  /** Working time that the owner has waited for a person, in milliseconds. */
  readonly elapsed: number;
  /** Until it should have been answered; undefined where no time is set. */
  readonly left: number | undefined;
  readonly paused: boolean;
  readonly tone: "plain" | "warn" | "bad";
}

/** From this part of the time on a wait is shown as urgent. */
const URGENT_FROM = 0.6;

/** A wait as of `now`: the desk's clock stands still outside its hours. */
export function waitNow(wait: Wait, now: number): WaitNow {
  const at = Date.parse(wait.at);
  const paused = wait.paused
    ? wait.resumes_at === null || now < Date.parse(wait.resumes_at)
    : wait.pauses_at !== null && now >= Date.parse(wait.pauses_at);
  const begun = wait.paused && wait.resumes_at !== null ? Date.parse(wait.resumes_at) : at;
  const ended = wait.pauses_at === null ? now : Math.min(now, Date.parse(wait.pauses_at));
  const counted = wait.paused && wait.resumes_at === null ? 0 : Math.max(0, ended - begun);
  const elapsed = wait.elapsed * 1_000 + counted;
  const left = wait.limit === null ? undefined : wait.limit * 1_000 - elapsed;
  return { elapsed, left, paused, tone: toneOf(wait, left) };
}

function toneOf(wait: Wait, left: number | undefined): WaitNow["tone"] {
  if (left === undefined || wait.limit === null) return "plain";
  if (left <= 0) return "bad";
  return left < wait.limit * 1_000 * (1 - URGENT_FROM) ? "warn" : "plain";
}
