import { nextTick, type Reactive, reactive, ref, shallowRef } from "vue";
import { faultsIn, Problem } from "../../core/problem";
import { faultOf, Mistyped } from "../../ui/faults";
import { tellDone, tellFailure } from "../../ui/telling";
import { words } from "../../words";

interface Versioned {
  readonly id: string;
  readonly updated_at: string;
}

/** How one kind of record is read, entered and changed. `formOf` without one: a blank form. */
interface Ways<View extends Versioned, Form extends object> {
  formOf: (record: View | undefined) => Form;
  add: (form: Form) => Promise<View>;
  change: (id: string, form: Form & { updated_at: string }) => Promise<View>;
  read: (id: string) => Promise<View>;
}

/**
 * One record of the catalogue in a form. What is typed stays through every refusal; `faults` holds
 * what is wrong with single fields, `stale` says that somebody else was quicker.
 */
export function useEditing<View extends Versioned, Form extends object>(
  record: View | undefined,
  ways: Ways<View, Form>,
) {
  let seen = record;
  const form = reactive(ways.formOf(record));
  const faults = shallowRef<ReadonlyMap<string, string>>(new Map());
  const stale = ref(false);
  const busy = ref(false);

  function send(): Promise<View> {
    const filled = { ...form } as Form;
    if (seen === undefined) return ways.add(filled);
    return ways.change(seen.id, { ...filled, updated_at: seen.updated_at });
  }

  function refused(error: unknown): void {
    faults.value = faultWords(error, form);
    stale.value = isStale(error);
    if (faults.value.size === 0 && !stale.value) tellFailure(error);
  }

  /** The record as it was stored; undefined where it was refused. */
  async function save(): Promise<View | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    // So that a fault that stands again is pointed at again.
    faults.value = new Map();
    await nextTick();
    try {
      const saved = await send();
      tellDone(words.value.shell.saved);
      return saved;
    } catch (error) {
      refused(error);
      return undefined;
    } finally {
      busy.value = false;
    }
  }

  /** Gives up what was typed for what the others have stored meanwhile. */
  async function reload(): Promise<void> {
    if (seen === undefined) return;
    try {
      seen = await ways.read(seen.id);
      Object.assign(form, ways.formOf(seen));
      faults.value = new Map();
      stale.value = false;
    } catch (error) {
      tellFailure(error);
    }
  }

  return { form, faults, stale, busy, save, reload };
}

/** Only a conflict of versions says which version there is now. */
function isStale(error: unknown): boolean {
  return error instanceof Problem && error.status === 409 && "updated_at" in error.more;
}

function faultWords<Form extends object>(
  error: unknown,
  form: Reactive<Form>,
): ReadonlyMap<string, string> {
  if (error instanceof Mistyped) return new Map([[error.field, error.message]]);
  const found = new Map<string, string>();
  for (const { field, message } of faultsIn(error)) {
    const { name, value } = placeIn(form, field);
    // What belongs to no field here must not vanish: then the whole is told instead.
    if (name !== "") found.set(name, faultOf(value, message));
  }
  return found;
}

/** The field that `licence.stages.0.yuan` is part of, as the form has it: `licence.stages`. */
function placeIn(form: object, field: string): { name: string; value: unknown } {
  const path: string[] = [];
  let value: unknown = form;
  for (const part of field.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) break;
    if (!(part in value)) break;
    path.push(part);
    value = (value as Record<string, unknown>)[part];
  }
  return { name: path.join("."), value };
}
