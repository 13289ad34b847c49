import { ref, watch } from "vue";
import { useFaults } from "../../ui/faults";

/** The day on which a step of a licence was done; empty, and again after each step, for today. */
export function useLicenceDay(state: () => string | undefined) {
  const on = ref("");
  watch(state, () => {
    on.value = "";
  });
  return { on, ...useFaults(["on"]) };
}
