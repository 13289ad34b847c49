import type { Schemas } from "../../core/api";

type Milestone = Schemas["Milestone"];
/** A row of the form; a day that is not known is empty. */
export type Typed = { title: string; due_on: string; done_on: string };

export const blank = (): Typed => ({ title: "", due_on: "", done_on: "" });

export function asTyped({ title, due_on, done_on }: Milestone): Typed {
  return { title, due_on: due_on ?? "", done_on: done_on ?? "" };
}

/** Rows that nothing was written into are left out. */
export function asSent(rows: readonly Typed[]): Milestone[] {
  return rows
    .filter((row) => Object.values(row).some((text) => text.trim() !== ""))
    .map(({ title, due_on, done_on }) => ({
      title: title.trim(),
      due_on: due_on || null,
      done_on: done_on || null,
    }));
}

/** `today`: the day in China. */
export function standing({ due_on, done_on }: Milestone, today: string): "good" | "bad" | "plain" {
  if (done_on) return "good";
  return due_on && due_on < today ? "bad" : "plain";
}
