import { computed, nextTick, type Ref, ref, shallowRef } from "vue";
import { replaced, type Sign, type Trigger, triggerAt } from "../../../core/trigger";
import { tellFailure } from "../../../ui/telling";

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly note: string;
}

/** Something that can be called up while one writes. */
export interface Source {
  readonly sign: Sign;
  readonly title: () => string;
  readonly none: () => string;
  readonly enabled: () => boolean;
  /** Called when the list opens. */
  read(): Promise<void>;
  find(typed: string): readonly Choice[];
  /** The words that come in the place of the sign. */
  take(choice: Choice): Promise<string>;
}

const MOST = 30;

/** The list that `/` and `@` open over a text field, steered by the field's own keys. */
export function useSuggesting(
  field: Readonly<Ref<HTMLTextAreaElement | null>>,
  text: Ref<string>,
  sources: readonly Source[],
) {
  const source = shallowRef<Source>();
  const trigger = shallowRef<Trigger>();
  const at = ref(0);
  const found = computed(() =>
    source.value && trigger.value ? source.value.find(trigger.value.typed).slice(0, MOST) : [],
  );
  let dismissed = -1;

  /** Looks at what stands under the caret; called after every change. */
  function look(): void {
    const caret = field.value?.selectionStart ?? 0;
    const shown = field.value?.value ?? "";
    for (const each of sources) {
      const here = each.enabled() ? triggerAt(shown, caret, each.sign) : undefined;
      if (here === undefined || here.start === dismissed) continue;
      if (source.value !== each) void each.read().catch(tellFailure);
      if (trigger.value?.typed !== here.typed) at.value = 0;
      source.value = each;
      trigger.value = here;
      return;
    }
    shut();
  }

  function shut(): void {
    source.value = undefined;
    trigger.value = undefined;
    at.value = 0;
  }

  /** Puts the sign down where the caret stands, as a button does it. */
  async function call(sign: Sign): Promise<void> {
    const area = field.value;
    if (area === null) return;
    area.focus();
    const caret = area.selectionStart;
    const before = text.value.slice(0, caret);
    const glue = before === "" || /\s$/.test(before) ? "" : " ";
    text.value = before + glue + sign + text.value.slice(caret);
    await nextTick();
    area.setSelectionRange(caret + glue.length + 1, caret + glue.length + 1);
    dismissed = -1;
    look();
  }

  async function choose(choice: Choice): Promise<void> {
    const [from, here] = [source.value, trigger.value];
    const caret = field.value?.selectionStart ?? 0;
    if (from === undefined || here === undefined) return;
    shut();
    try {
      const put = replaced(text.value, caret, here, await from.take(choice));
      text.value = put.text;
      await nextTick();
      field.value?.focus();
      field.value?.setSelectionRange(put.from, put.to);
    } catch (error) {
      tellFailure(error);
    }
  }

  /** True where the key was the list's. */
  function press(event: KeyboardEvent): boolean {
    if (source.value === undefined) return false;
    const { key } = event;
    if (key === "Escape") {
      dismissed = trigger.value?.start ?? -1;
      shut();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      const count = found.value.length;
      if (count > 0) at.value = (at.value + (key === "ArrowDown" ? 1 : -1) + count) % count;
    } else if (key === "Enter" || key === "Tab") {
      const choice = found.value[at.value];
      if (choice === undefined) return false;
      void choose(choice);
    } else {
      dismissed = -1;
      return false;
    }
    event.preventDefault();
    return true;
  }

  return { source, found, at, look, shut, call, choose, press };
}

export type Suggesting = ReturnType<typeof useSuggesting>;
