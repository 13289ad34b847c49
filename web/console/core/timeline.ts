import type { Schemas } from "./api";
import type { Message } from "./frames";
import type { Pending } from "./sending";

export type Note = Schemas["NoteView"];

/** One thing in a conversation as it is shown, in the order in which it happened. */
export type Item =
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | { readonly kind: "message"; readonly key: string; readonly message: Message; first: boolean }
  | { readonly kind: "note"; readonly key: string; readonly note: Note }
  | { readonly kind: "pending"; readonly key: string; readonly pending: Pending };

/** Messages of one writer within this time stand together under one name. */
const TOGETHER_MS = 5 * 60_000;

export function timeline(
  messages: readonly Message[],
  notes: readonly Note[],
  pending: readonly Pending[],
): readonly Item[] {
  const items: Item[] = [];
  let day = "";
  let before: Message | undefined;
  const from = messages[0]?.created_at ?? "";
  // Notes that were written before the first row that is loaded come with the rows beside them.
  const waiting = notes.filter((note) => messages[0]?.seq === 1 || note.created_at >= from);
  const place = (item: Item, at: string): void => {
    const today = new Date(at).toDateString();
    if (today !== day) {
      day = today;
      before = undefined;
      items.push({ kind: "day", key: `day-${today}`, at });
    }
    items.push(item);
  };
  let next = 0;
  const placeNotes = (until: string): void => {
    for (let note = waiting[next]; note && note.created_at <= until; note = waiting[++next]) {
      place({ kind: "note", key: `note-${note.id}`, note }, note.created_at);
      before = undefined;
    }
  };
  const stored = new Set<string>();
  for (const message of messages) {
    placeNotes(message.created_at);
    const item: Item = { kind: "message", key: `seq-${message.seq}`, message, first: true };
    place(item, message.created_at);
    item.first = !continues(before, message);
    before = message;
    if (message.client_msg_id !== null) stored.add(message.client_msg_id);
  }
  placeNotes("\uffff");
  for (const each of pending) {
    if (!stored.has(each.id)) items.push({ kind: "pending", key: each.id, pending: each });
  }
  return items;
}

function continues(before: Message | undefined, message: Message): boolean {
  if (before === undefined || before.author !== message.author) return false;
  if (before.author_name !== message.author_name) return false;
  return Date.parse(message.created_at) - Date.parse(before.created_at) < TOGETHER_MS;
}
