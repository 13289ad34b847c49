import { computed, type Ref, reactive, watch } from "vue";
import { readDraft, takenUp, written } from "../../../core/need-draft";
import {
  changed,
  type FieldName,
  formOf,
  merge,
  type Need,
  type NeedForm,
  structuredCloned,
} from "../../../core/need-form";
import type { OpenCase } from "../../../state/open-case";

/** As last read, the fields as they stand, and what was changed on both sides. */
interface State {
  base: NeedForm | undefined;
  form: NeedForm | undefined;
  version: string;
  conflicts: readonly FieldName[];
  told: boolean;
}

/**
 * The need as somebody corrects it: what comes in meanwhile is merged, and what is typed outlives
 * another conversation, another page and a reload, until it is saved or discarded.
 */
export function useEditingNeed(open: OpenCase, need: Ref<Need | undefined>) {
  const state = reactive<State>({
    base: undefined,
    form: undefined,
    version: "",
    conflicts: [],
    told: false,
  });
  const touched = computed(() => (state.form && state.base ? changed(state.form, state.base) : []));

  watch(
    need,
    (now, before) => {
      if (now === undefined) return;
      const fresh = formOf(now);
      if (now.id !== before?.id || state.form === undefined || state.base === undefined) {
        takeUp(now, fresh);
      } else if (now.updated_at !== state.version) {
        follow(
          merge(state.form, state.base, fresh),
          fresh,
          now.updated_at,
          touched.value.length > 0,
        );
      }
    },
    { immediate: true },
  );
  watch(() => state.form, keep, { deep: true });

  function keep(): void {
    const { form, base, version } = state;
    if (need.value === undefined || form === undefined || base === undefined) return;
    const text = touched.value.length === 0 ? "" : written({ version, base, form });
    open.keepNeedDraft(need.value.id, text);
  }

  function takeUp(now: Need, fresh: NeedForm): void {
    start(fresh, now.updated_at);
    const kept = readDraft(open.needDraft(now.id), fresh);
    if (kept === undefined) return;
    const { moved, ...merged } = takenUp(kept, fresh, now.updated_at);
    follow(merged, fresh, now.updated_at, moved);
  }

  function follow(
    merged: ReturnType<typeof merge>,
    fresh: NeedForm,
    version: string,
    told: boolean,
  ): void {
    Object.assign(state, { ...merged, base: fresh, version, told });
  }

  function start(fresh: NeedForm, version: string): void {
    const form = structuredCloned(fresh);
    Object.assign(state, { base: fresh, form, version, conflicts: [], told: false });
  }

  function discard(): void {
    if (state.base !== undefined) start(state.base, state.version);
  }

  function useTheirs(name: FieldName): void {
    if (state.form === undefined || state.base === undefined) return;
    Object.assign(state.form, { [name]: structuredCloned(state.base[name]) });
    state.conflicts = state.conflicts.filter((each) => each !== name);
  }

  return { state, touched, start, discard, useTheirs };
}
