import { nextTick, type ShallowRef, shallowRef } from "vue";
import { faultsIn } from "../core/problem";
import { preferences } from "../state/preferences";
import { words } from "../words";
import { tellFailure } from "./telling";

/** Something that was typed and cannot even be sent; `field` as the form names it. */
export class Mistyped extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
    this.name = "Mistyped";
  }
}

/** The server's rules speak Chinese; on an English page its words are no help. */
export function faultOf(value: unknown, message: string): string {
  const { needed, refused } = words.value.editing;
  if (value === "") return needed;
  return preferences.lang === "zh-CN" && /\p{Script=Han}/u.test(message) ? message : refused;
}

export interface Faults {
  readonly faults: Readonly<ShallowRef<ReadonlyMap<string, string>>>;
  /** Before it is sent again: a fault that stands again is then pointed at again. */
  clear(): Promise<void>;
  /** Shows what is wrong at its field. What belongs to none of them is told beside the page. */
  refuse(error: unknown): void;
}

/** What is wrong with the `fields` of a form, each by its name on the server. */
export function useFaults(fields: readonly string[]): Faults {
  const faults = shallowRef<ReadonlyMap<string, string>>(new Map());

  function refuse(error: unknown): void {
    const { at, elsewhere } = sorted(error, fields);
    faults.value = at;
    if (elsewhere) tellFailure(error);
  }

  return {
    faults,
    refuse,
    clear: () => {
      faults.value = new Map();
      return nextTick();
    },
  };
}

function sorted(error: unknown, fields: readonly string[]) {
  if (error instanceof Mistyped) {
    return { at: new Map([[error.field, error.message]]), elsewhere: false };
  }
  const at = new Map<string, string>();
  let elsewhere = faultsIn(error).length === 0;
  for (const { field, message } of faultsIn(error)) {
    const place = fields.find((name) => field === name || field.startsWith(`${name}.`));
    if (place === undefined) elsewhere = true;
    else if (!at.has(place)) at.set(place, faultOf(undefined, message));
  }
  return { at, elsewhere };
}
