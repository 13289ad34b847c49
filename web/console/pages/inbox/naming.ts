import type { Row } from "../../core/frames";
import { words } from "../../words";

export function ownerWords(row: Row, me: string): string {
  const { owner } = words.value.inbox;
  if (row.owner === "staff") {
    return row.staff_id === me ? owner.mine : owner.staff(row.staff_name ?? "");
  }
  if (row.owner === "queue") return owner.queue;
  return row.owner === "closed" ? owner.closed : owner.bot;
}
