import { nextTick, onUnmounted, type Ref, useId, watch } from "vue";

const CONTROL = "input:not([type=hidden], [disabled]), textarea:not([disabled]), select, button";
const waiting = new Set<HTMLElement>();

/**
 * A field that may be refused: its control is marked as wrong and says why to those who do not see
 * it, and of the fields that were refused together the first one gets the keyboard.
 */
export function usePointing(
  field: Readonly<Ref<HTMLElement | null>>,
  fault: () => string | undefined,
) {
  const id = useId();
  watch(
    fault,
    (now) => {
      const control = field.value?.querySelector<HTMLElement>(CONTROL);
      if (!field.value || !control) return;
      mark(control, now === undefined ? undefined : id);
      if (now !== undefined) point(field.value);
    },
    { flush: "post" },
  );
  onUnmounted(() => {
    if (field.value) waiting.delete(field.value);
  });
  return id;
}

function mark(control: HTMLElement, by: string | undefined): void {
  if (by === undefined) {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
  } else {
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", by);
  }
}

function point(field: HTMLElement): void {
  waiting.add(field);
  if (waiting.size === 1) void nextTick(goToFirst);
}

function goToFirst(): void {
  const [first] = [...waiting].sort((a, b) =>
    a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  );
  waiting.clear();
  const control = first?.querySelector<HTMLElement>(CONTROL);
  control?.focus();
  control?.scrollIntoView({ block: "center" });
}
