import { ref } from "vue";

/**
 * The desk's time in milliseconds, once a second. Clocks of offices run wrong, and a server may be
 * set to another time for a trial: waits are counted on the server's clock, so it is asked.
 */
export const now = ref(Date.now());

let ahead = 0;

export function setServerTime(iso: string): void {
  const server = Date.parse(iso);
  if (Number.isNaN(server)) return;
  ahead = server - Date.now();
  now.value = server;
}

setInterval(() => {
  if (document.visibilityState === "visible") now.value = Date.now() + ahead;
}, 1_000);
document.addEventListener("visibilitychange", () => {
  now.value = Date.now() + ahead;
});
