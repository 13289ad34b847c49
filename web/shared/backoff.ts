/**
 * Full jitter: anywhere between nothing and the doubled ceiling, so that a thousand widgets that
 * lost the same server do not come back in the same second.
 * @param failures how many tries failed in a row, from 1
 */
export function backoffMs(failures: number, baseMs: number, capMs: number): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 16));
  return Math.random() * ceiling;
}
