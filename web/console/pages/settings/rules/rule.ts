import { computed, nextTick, type Ref, ref, shallowReactive, shallowRef } from "vue";
import { faultsIn, Problem } from "../../../core/problem";
import { faultOf, Mistyped } from "../../../ui/faults";
import { tellDone, tellFailure } from "../../../ui/telling";
import { words } from "../../../words";

interface Setting<Value> {
  readonly value: Value;
  readonly version: number;
  readonly updated_at: string | null;
  readonly updated_by: string | null;
}

/** How one rule is read, entered and changed. `valueOf` throws `Mistyped`. */
interface Ways<Value, Form extends object> {
  formOf: (value: Value) => Form;
  valueOf: (form: Form) => Value;
  read: () => Promise<Setting<Value>>;
  write: (body: { value: Value; version: number }) => Promise<Setting<Value>>;
}

/** What the frame around a rule's fields shows and does. */
export interface RuleState {
  readonly state: {
    readonly setting: Setting<unknown> | undefined;
    readonly failure: unknown;
    readonly stale: boolean;
    readonly busy: boolean;
  };
  readonly touched: Readonly<Ref<boolean>>;
  save(): Promise<void>;
  read(): Promise<void>;
}

/** A rule of the desk in a form; `faults` by the path of a field, such as `policies.0.name`. */
export function useRule<Value, Form extends object>(ways: Ways<Value, Form>) {
  const state = shallowReactive<{
    setting: Setting<Value> | undefined;
    failure: unknown;
    stale: boolean;
    busy: boolean;
  }>({ setting: undefined, failure: undefined, stale: false, busy: false });
  const form = ref<Form>();
  const faults = shallowRef<ReadonlyMap<string, string>>(new Map());
  const stored = ref("");
  const touched = computed(() => JSON.stringify(form.value) !== stored.value);

  function show(setting: Setting<Value>): void {
    Object.assign(state, { setting, stale: false, failure: undefined });
    const fresh = ways.formOf(setting.value);
    stored.value = JSON.stringify(fresh);
    (form as Ref<Form>).value = fresh;
    faults.value = new Map();
  }

  async function read(): Promise<void> {
    try {
      show(await ways.read());
    } catch (error) {
      if (form.value === undefined) state.failure = error;
      else tellFailure(error);
    }
  }

  async function save(): Promise<void> {
    const { setting, busy } = state;
    if (setting === undefined || busy) return;
    state.busy = true;
    faults.value = new Map();
    await nextTick();
    try {
      const value = ways.valueOf(form.value as Form);
      show(await ways.write({ value, version: setting.version }));
      tellDone(words.value.shell.saved);
    } catch (error) {
      refused(error);
    } finally {
      state.busy = false;
    }
  }

  function refused(error: unknown): void {
    faults.value = faultsOf(error);
    state.stale = error instanceof Problem && error.status === 409;
    if (faults.value.size === 0 && !state.stale) tellFailure(error);
  }

  void read();
  return { state, form, faults, touched, save, read };
}

function faultsOf(error: unknown): ReadonlyMap<string, string> {
  if (error instanceof Mistyped) return new Map([[error.field, error.message]]);
  return new Map(
    faultsIn(error).map(({ field, message }) => [
      field.replace(/^value\./, ""),
      faultOf(undefined, message),
    ]),
  );
}
