import { ref } from "vue";
import { Problem } from "../core/problem";
import { tellDone, tellFailure } from "./telling";

/** A step of a page: what went wrong with it is told. */
export function useAttempt() {
  const busy = ref(false);

  async function attempt(step: () => Promise<unknown>): Promise<void> {
    busy.value = true;
    try {
      await step();
    } catch (error) {
      tellFailure(error);
    } finally {
      busy.value = false;
    }
  }

  return { busy, attempt };
}

/** One step at a time with a thing that is open; `reread` shows what came of it. */
export function useCarry(reread: () => Promise<void>) {
  const busy = ref(false);

  /** True where it went through; either way what is shown afterwards is what is true. */
  async function carry(asked: () => Promise<unknown>, done: string): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    try {
      await asked();
      tellDone(done);
      await reread();
      return true;
    } catch (error) {
      tellFailure(error);
      if (error instanceof Problem && error.status === 409) await reread();
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, carry };
}
