import { ref } from "vue";
import { Problem } from "../core/problem";
import { keepPlace } from "./landing";
import { tellDone, tellFailure } from "./telling";

/** A step of a page: what went wrong with it is told, or shown by the form as `refused`. */
export function useAttempt() {
  const busy = ref(false);

  async function attempt(
    step: () => Promise<unknown>,
    refused: (error: unknown) => void = tellFailure,
  ): Promise<void> {
    await keepPlace(async () => {
      busy.value = true;
      try {
        await step();
      } catch (error) {
        refused(error);
      } finally {
        busy.value = false;
      }
    });
  }

  return { busy, attempt };
}

/** One step at a time with a thing that is open; `reread` shows what came of it. */
export function useCarry(reread: () => Promise<void>) {
  const busy = ref(false);

  /**
   * True where it went through; either way what is shown afterwards is what is true. `refused`: for
   * a form, which shows what is wrong at its fields.
   */
  async function carry(
    asked: () => Promise<unknown>,
    done: string,
    refused: (error: unknown) => void = tellFailure,
  ): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    return keepPlace(async () => {
      try {
        await asked();
        tellDone(done);
        await reread();
        return true;
      } catch (error) {
        refused(error);
        if (error instanceof Problem && error.status === 409) await reread();
        return false;
      } finally {
        busy.value = false;
      }
    });
  }

  return { busy, carry };
}
