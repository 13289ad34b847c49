import { shallowReactive, watch } from "vue";
import { mayPass } from "../core/problem";

export interface Opened<Thing> {
  readonly state: { readonly thing: Thing | undefined; readonly failure: unknown };
  reread(): Promise<void>;
}

/** The one thing that is open, read whenever `id` changes. */
export function useOpened<Thing>(
  id: () => string | undefined,
  read: (id: string) => Promise<Thing>,
): Opened<Thing> {
  const state = shallowReactive<{ thing: Thing | undefined; failure: unknown }>({
    thing: undefined,
    failure: undefined,
  });

  let latest = 0;

  async function look(wanted: string): Promise<void> {
    latest += 1;
    const mine = latest;
    try {
      const thing = await read(wanted);
      // An answer that was overtaken shows what has been so.
      if (wanted !== id() || mine !== latest) return;
      state.thing = thing;
      state.failure = undefined;
    } catch (error) {
      if (wanted !== id() || mine !== latest) return;
      // What is shown, and written beside it, outlives a line that is gone for a while.
      if (state.thing === undefined || !mayPass(error)) state.failure = error;
    }
  }

  watch(
    id,
    (wanted) => {
      state.thing = undefined;
      state.failure = undefined;
      if (wanted !== undefined) void look(wanted);
    },
    { immediate: true },
  );

  /** Reads it again; what is shown stays until the answer is there. */
  async function reread(): Promise<void> {
    const wanted = id();
    if (wanted !== undefined) await look(wanted);
  }

  return { state, reread };
}
