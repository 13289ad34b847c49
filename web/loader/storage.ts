import { type Entries, readEntries } from "../shared/bridge";

/** Set once the visitor has opened the chat on this site. */
export const OPENED = "frontdesk.opened";
/** What the widget asked us to keep for it. */
export const KEPT = "frontdesk.kept";

/** The host page's storage; a page without it still has a chat, for as long as it is open. */
export const stored = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Nothing to do about it, and nothing that the visitor would have to know.
    }
  },
  drop(key: string): void {
    try {
      localStorage.removeItem(key);
    } catch {
      // What could not be stored need not be removed.
    }
  },
};

export function remember(entries: unknown): void {
  stored.set(KEPT, JSON.stringify(readEntries(entries)));
}

export function recall(): Entries {
  try {
    return readEntries(JSON.parse(stored.get(KEPT) ?? "{}"));
  } catch {
    return {};
  }
}
