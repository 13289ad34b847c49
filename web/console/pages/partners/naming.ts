import type { Schemas } from "../../core/api";
import { longSpan } from "../../core/times";
import { preferences } from "../../state/preferences";

type Tone = "plain" | "accent" | "good" | "warn" | "bad";

const OVER: readonly string[] = ["no_result", "declined", "withdrawn", "ended", "dropped"];
const DONE: readonly string[] = ["contracted", "filed"];
const LONG_MS = 7 * 24 * 3_600_000;

export function introductionTone(state: Schemas["IntroductionView"]["state"]): Tone {
  return toneOf(state);
}

export function licenceTone(state: Schemas["TakenLicence"]["state"]): Tone {
  return toneOf(state);
}

function toneOf(state: string): Tone {
  if (OVER.includes(state)) return "plain";
  return DONE.includes(state) ? "good" : "accent";
}

interface Waiting {
  readonly turn: string | null;
  readonly updated_at: string;
}

/** How long it has stood where it stands; empty where it waits for nobody. */
export function waited({ turn, updated_at }: Waiting, now: number): string {
  return turn === null ? "" : longSpan(now - Date.parse(updated_at), preferences.lang);
}

export function waitsLong({ turn, updated_at }: Waiting, now: number): boolean {
  return turn !== null && now - Date.parse(updated_at) > LONG_MS;
}
