import type { Schemas } from "./api";

export type NeedState = Schemas["NeedView"]["state"];

/** The columns of the board, from left to right, each with the states that stand in it. */
export const STAGES = [
  { id: "collecting", states: ["draft"] },
  { id: "recorded", states: ["recorded"] },
  { id: "review", states: ["form_review", "tech_review", "returned"] },
  { id: "published", states: ["published", "bidding"] },
  { id: "judging", states: ["evaluating", "announced"] },
  { id: "carrying", states: ["contracted", "delivering"] },
  { id: "done", states: ["accepted", "matched", "closed"] },
  { id: "withdrawn", states: ["withdrawn"] },
] as const satisfies readonly { id: string; states: readonly NeedState[] }[];

export type StageId = (typeof STAGES)[number]["id"];

type Tone = "plain" | "accent" | "good" | "warn" | "bad";

const TONES: Readonly<Record<StageId, Tone>> = {
  collecting: "warn",
  recorded: "accent",
  review: "accent",
  published: "accent",
  judging: "accent",
  carrying: "good",
  done: "good",
  withdrawn: "plain",
};

export function stageOf(state: NeedState): StageId {
  const found = STAGES.find((stage) => stage.states.some((each) => each === state));
  return found?.id ?? "recorded";
}

export function toneOf(state: NeedState): Tone {
  return state === "returned" ? "bad" : TONES[stageOf(state)];
}
