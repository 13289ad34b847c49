import type { Row } from "../../core/frames";
import { words } from "../../words";

/** What a conversation is called while the owner has not said who they are. */
export function titleOf(row: Pick<Row, "id" | "channel">): string {
  const { channels, unnamed } = words.value.inbox;
  return unnamed(channels[row.channel] ?? row.channel, row.id.slice(-4).toUpperCase());
}

export function ownerWords(row: Row, me: string): string {
  const { owner } = words.value.inbox;
  if (row.owner === "staff") {
    return row.staff_id === me ? owner.mine : owner.staff(row.staff_name ?? "");
  }
  if (row.owner === "queue") return owner.queue;
  return row.owner === "closed" ? owner.closed : owner.bot;
}
