import { ElMessageBox } from "element-plus";
import { h } from "vue";
import { words } from "../words";
import type { Fact } from "./FactList.vue";
import QuestionBody from "./QuestionBody.vue";

/** `facts`: what others will see of it; `warning`: what speaks against it. */
export interface Question {
  readonly text: string;
  readonly facts?: readonly Fact[];
  readonly warning?: string;
}

export async function agreed(question: string): Promise<boolean> {
  const { confirm, cancel } = words.value.shell;
  return confirmed(() =>
    ElMessageBox.confirm(question, { confirmButtonText: confirm, cancelButtonText: cancel }),
  );
}

/** Before what is public or hard to take back; the button says what it does. */
export async function agreedTo(title: string, question: Question): Promise<boolean> {
  return confirmed(() =>
    ElMessageBox.confirm(h(QuestionBody, { question }), title, {
      confirmButtonText: title,
      cancelButtonText: words.value.shell.cancel,
      customClass: "weighty",
    }),
  );
}

async function confirmed(asked: () => Promise<unknown>): Promise<boolean> {
  try {
    await asked();
    return true;
  } catch {
    return false;
  }
}
