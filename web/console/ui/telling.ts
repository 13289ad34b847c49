import { ElMessage } from "element-plus";
import { h } from "vue";
import { Problem, Unreachable } from "../core/problem";
import { preferences } from "../state/preferences";
import { words } from "../words";

/** What went wrong, in the language of the page; the server's own words where they are Chinese. */
export function wordsOf(error: unknown): string {
  const { failures } = words.value.shell;
  if (error instanceof Unreachable) return failures.unreachable ?? "";
  if (!(error instanceof Problem)) return failures.internal ?? "";
  if (preferences.lang === "zh-CN" && error.message !== "") return error.message;
  return failures[error.code] ?? failures.internal ?? "";
}

export function tellFailure(error: unknown): void {
  tellFault(wordsOf(error));
}

export function tellFault(message: string): void {
  ElMessage({ type: "error", message, showClose: true, grouping: true });
}

/** News from elsewhere, with the way there. It stays long enough to be read between two tasks. */
export function tellNews(title: string, go?: () => void): void {
  const look = words.value.calls.open;
  const link = go && h("button", { class: "plain news", type: "button", onClick: go }, look);
  ElMessage({
    type: "warning",
    message: h("span", [title, link]),
    duration: 12_000,
    showClose: true,
    grouping: false,
  });
}

export function tellDone(message: string): void {
  ElMessage({ type: "success", message, duration: 2_000, grouping: true });
}
