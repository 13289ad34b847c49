import { computed, ref, watchEffect } from "vue";
import type { Schemas } from "../core/api";

/** How many conversations want this member of staff: something new in theirs or in the queue, or a
 * note that names them. Told wherever they are: in the navigation, and in the page's title. */
export const waiting = ref(0);
const page = ref("");

export function noteWaiting(counts: Schemas["InboxCounts"] | undefined): void {
  waiting.value = counts === undefined ? 0 : counts.unread + counts.mentioned;
}

export function entitle(title: string): void {
  page.value = title;
}

export const shownTitle = computed(() =>
  waiting.value === 0 ? page.value : `(${inShort(waiting.value)}) ${page.value}`,
);

export function inShort(count: number): string {
  return count > 99 ? "99+" : String(count);
}

watchEffect(() => {
  if (shownTitle.value !== "") document.title = shownTitle.value;
});
