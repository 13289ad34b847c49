import { onScopeDispose, ref, shallowRef } from "vue";
import type { Schemas } from "../core/api";

export type WeChatCode = Schemas["WeChatCode"];
/** `expired`: asked for here, and run out. */
export type CodeState = Schemas["WeChatEntry"]["state"] | "expired";

const PAUSE_MS = 1_500;

/** A code that a phone has to scan and confirm: shown, followed, and made anew. */
export function useWeChatCode(
  make: () => Promise<WeChatCode>,
  look: () => Promise<CodeState>,
  reached: (state: CodeState) => Promise<void>,
) {
  const code = shallowRef<WeChatCode>();
  const state = ref<CodeState>("none");
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function begin(): Promise<void> {
    clearTimeout(timer);
    code.value = await make();
    state.value = "waiting";
    follow();
  }

  function follow(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void step(), PAUSE_MS);
  }

  async function step(): Promise<void> {
    const shown = code.value;
    // A line that is away for a moment ends nothing: the code itself says how long it is good.
    const seen = await look().catch(() => state.value);
    if (shown === undefined || code.value !== shown) return;
    state.value = seen === "none" ? "expired" : seen;
    if (state.value === "waiting" || state.value === "scanned") follow();
    else await reached(state.value);
  }

  function end(): void {
    clearTimeout(timer);
    code.value = undefined;
    state.value = "none";
  }

  onScopeDispose(end);
  return { code, state, begin, end };
}
