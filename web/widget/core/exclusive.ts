/** Runs `work` while no other tab of this browser runs it; tabs share one token and one outbox. */
export type Exclusive = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** A tab that the system has put to sleep may hold a lock for hours. */
const PATIENCE_MS = 20_000;

/**
 * Exclusion spares the server repeated requests; correctness rests on `client_msg_id`. So where
 * locks are missing, or a lock is not to be had, the work is done all the same.
 */
export function browserExclusive(locks: LockManager | undefined): Exclusive {
  if (locks === undefined) return (_name, work) => work();
  return async (name, work) => {
    const impatience = new AbortController();
    const timer = setTimeout(() => impatience.abort(), PATIENCE_MS);
    let granted = false;
    try {
      return await locks.request(`frontdesk.${name}`, { signal: impatience.signal }, async () => {
        granted = true;
        clearTimeout(timer);
        return await work();
      });
    } catch (error) {
      if (granted) throw error;
      return await work();
    } finally {
      clearTimeout(timer);
    }
  };
}
