import type { Schemas } from "../../core/api";
import { budgetWords } from "../../core/money";
import { words } from "../../words";

type Need = Schemas["NeedView"];

export function titleOf(need: Need): string {
  return need.title ?? words.value.needs.untitled;
}

export function budgetOf(need: Need): string {
  return need.budget === null ? "" : budgetWords(need.budget, words.value.needs);
}

export function deadlineOf(need: Need): string {
  const deadline = need.deadline;
  if (deadline === null) return "";
  const span = [deadline.from, deadline.by].filter(Boolean).join(" – ");
  return [deadline.text, span === "" ? "" : `(${span})`].filter(Boolean).join(" ");
}
