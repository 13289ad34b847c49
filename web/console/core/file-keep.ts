const STORE = "files";
/** Some browsers neither grant nor refuse: nobody must wait for that. */
const OPEN_MS = 2_000;

/**
 * The bytes of files on their way, by the id of their message: at hand while the page lives, and in
 * IndexedDB, where the browser grants it, so that neither a reload nor a sign-in loses them.
 */
export class FileKeep {
  private readonly atHand = new Map<string, Blob>();
  private opened: Promise<IDBDatabase> | undefined;

  constructor(private readonly factory: () => IDBFactory | undefined) {}

  async put(id: string, file: Blob): Promise<void> {
    this.atHand.set(id, file);
    await this.run("readwrite", (store) => store.put(file, id)).catch(() => undefined);
  }

  async get(id: string): Promise<Blob | undefined> {
    const here = this.atHand.get(id);
    if (here !== undefined) return here;
    const kept = await this.run<unknown>("readonly", (store) => store.get(id)).catch(
      () => undefined,
    );
    return kept instanceof Blob ? kept : undefined;
  }

  async drop(id: string): Promise<void> {
    this.atHand.delete(id);
    await this.run("readwrite", (store) => store.delete(id)).catch(() => undefined);
  }

  private async run<T>(
    mode: IDBTransactionMode,
    use: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    this.opened ??= openDatabase(this.factory());
    const transaction = (await this.opened).transaction(STORE, mode);
    return new Promise((resolve, reject) => {
      const request = use(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

function openDatabase(factory: IDBFactory | undefined): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (factory === undefined) throw new Error("no IndexedDB");
    const opening = factory.open("console", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error("blocked"));
    setTimeout(() => reject(new Error("no answer")), OPEN_MS);
  });
}

export const fileKeep = new FileKeep(() =>
  typeof indexedDB === "undefined" ? undefined : indexedDB,
);
