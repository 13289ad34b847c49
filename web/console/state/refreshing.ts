import { onUnmounted } from "vue";
import type { Desk } from "./desk";

const AGAIN_MS = 30_000;

/**
 * Lists change while one looks on, and nothing announces all of it: they are asked for again every
 * half minute that the page is in sight, and when the line has come back.
 */
export function useRefreshing(desk: Desk, again: () => void): void {
  const inSight = (): void => {
    if (document.visibilityState === "visible") again();
  };
  const timer = setInterval(inSight, AGAIN_MS);
  const stop = desk.onMissed(inSight);
  onUnmounted(() => {
    clearInterval(timer);
    stop();
  });
}
