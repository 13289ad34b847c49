import { ElMessageBox } from "element-plus";
import { computed, h, ref } from "vue";
import { words } from "../words";
import type { Fact } from "./FactList.vue";
import QuestionBody from "./QuestionBody.vue";

/**
 * `about`: what it is done to; `facts`: what others will see of it, or what it rests on; `warning`:
 * what speaks against it; `told`: who else hears of it.
 */
export interface Question {
  readonly about?: string;
  readonly text: string;
  readonly facts?: readonly Fact[];
  readonly warning?: string;
  readonly told?: string;
}

const questions = ref(0);
/** Somebody reads a question now, and decides. */
export const isAsking = computed(() => questions.value > 0);

export async function whileAsked<T>(asked: () => Promise<T>): Promise<T> {
  questions.value += 1;
  try {
    return await asked();
  } finally {
    questions.value -= 1;
  }
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
    await whileAsked(asked);
    return true;
  } catch {
    return false;
  }
}
