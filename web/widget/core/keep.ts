/**
 * Small values that should outlive the page. Inside a frame of another site the browser may refuse
 * storage altogether; then they live as long as the page does.
 */
export interface Keep {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  drop(key: string): void;
}

/** Whether a browser lets this page store anything, which is only known by trying. */
export function grants(storage: () => Storage): boolean {
  try {
    storage().setItem("frontdesk.probe", "1");
    storage().removeItem("frontdesk.probe");
    return true;
  } catch {
    return false;
  }
}

/** Values that somebody else stores: read once at the start, handed over whole at every change. */
export function keepWith(
  entries: Readonly<Record<string, string>>,
  store: (entries: Readonly<Record<string, string>>) => void,
): Keep {
  const values = new Map(Object.entries(entries));
  const handOver = (): void => store(Object.fromEntries(values));
  return {
    get: (key) => values.get(key),
    set(key, value) {
      values.set(key, value);
      handOver();
    },
    drop(key) {
      values.delete(key);
      handOver();
    },
  };
}

export function keepIn(storage: () => Storage): Keep {
  const memory = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return use(storage());
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => attempt((s) => s.getItem(key)) ?? memory.get(key),
    set(key, value) {
      memory.set(key, value);
      attempt((s) => s.setItem(key, value));
    },
    drop(key) {
      memory.delete(key);
      attempt((s) => s.removeItem(key));
    },
  };
}
