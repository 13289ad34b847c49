import type { Said } from "../../shared/protocol";
import type { Keep } from "./keep";

/** A message of the visitor that the server has not acknowledged yet. */
export interface Kept {
  /** `client_msg_id`: the same for every try, so that the server stores the message once. */
  readonly id: string;
  /** Rises with every message written in this browser; messages are sent in this order. */
  readonly order: number;
  readonly said: Said;
  /** What the bubble shows: the text, or the title of the pressed button. */
  readonly label: string;
  readonly writtenAt: string;
  /** Why the server will not take it as it is; empty while it may still be sent. */
  readonly refusal: string;
}

export interface PendingStore {
  list(): Promise<readonly Kept[]>;
  put(kept: Kept): Promise<void>;
  remove(id: string): Promise<void>;
}

const STORE = "pending";
/** Some browsers neither grant nor refuse: the visitor must not wait for that. */
const OPEN_MS = 2_000;

/** IndexedDB where the browser grants it, else one localStorage entry. */
export async function openPendingStore(
  keep: Keep,
  factory: IDBFactory | undefined,
): Promise<PendingStore> {
  try {
    if (factory !== undefined) return indexedStore(await openDatabase(factory));
  } catch {
    // Private windows and framed pages may refuse; the fallback below needs no permission.
  }
  return keepStore(keep);
}

function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = factory.open("frontdesk", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error("blocked"));
    setTimeout(() => reject(new Error("no answer")), OPEN_MS);
  });
}

function indexedStore(database: IDBDatabase): PendingStore {
  const run = <T>(
    mode: IDBTransactionMode,
    use: (s: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = use(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  return {
    list: () => run<Kept[]>("readonly", (store) => store.getAll()),
    put: async (kept) => void (await run("readwrite", (store) => store.put(kept))),
    remove: (id) => run("readwrite", (store) => store.delete(id)),
  };
}

function keepStore(keep: Keep): PendingStore {
  const load = (): Kept[] => {
    try {
      return JSON.parse(keep.get("frontdesk.pending") ?? "[]") as Kept[];
    } catch {
      return [];
    }
  };
  const save = (all: readonly Kept[]): void => keep.set("frontdesk.pending", JSON.stringify(all));
  return {
    list: async () => load(),
    put: async (kept) => {
      // A file is no text: without IndexedDB it lives as long as the page.
      if (!("file" in kept.said)) save([...load().filter((other) => other.id !== kept.id), kept]);
    },
    remove: async (id) => save(load().filter((other) => other.id !== id)),
  };
}
