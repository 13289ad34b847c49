import type { Row } from "./frames";

export type ViewId = "queue" | "mine" | "colleagues" | "bot" | "closed";

export const VIEWS: readonly ViewId[] = ["queue", "mine", "colleagues", "bot", "closed"];

/** What stands in a list: the server is asked for it, and announced rows are sorted in by it. */
export interface View {
  readonly id: ViewId;
  readonly me: string;
  readonly channel: string;
}

export interface Filter {
  readonly owner: "bot" | "queue" | "staff" | "closed";
  readonly staff_id?: string;
  readonly channel?: "webchat" | "wechat" | "wecom";
}

export function filterOf(view: View): Filter {
  const owner = ({ queue: "queue", bot: "bot", closed: "closed" } as const)[view.id as "queue"];
  return {
    owner: owner ?? "staff",
    ...(view.id === "mine" ? { staff_id: view.me } : {}),
    ...(isChannel(view.channel) ? { channel: view.channel } : {}),
  };
}

function isChannel(value: string): value is "webchat" | "wechat" | "wecom" {
  return value === "webchat" || value === "wechat" || value === "wecom";
}

export function belongs(view: View, row: Row): boolean {
  const wanted = filterOf(view);
  if (wanted.channel !== undefined && row.channel !== wanted.channel) return false;
  if (row.owner !== wanted.owner) return false;
  if (view.id === "mine") return row.staff_id === view.me;
  return view.id !== "colleagues" || row.staff_id !== view.me;
}

/** As the server sorts: the queue in the order in which it is to be served, others latest first. */
export function inOrder(view: ViewId): (a: Row, b: Row) => number {
  if (view === "queue") {
    return (a, b) =>
      Number(b.urgent) - Number(a.urgent) ||
      compare(a.queued_at ?? "", b.queued_at ?? "") ||
      compare(a.id, b.id);
  }
  return (a, b) => compare(latest(b), latest(a)) || compare(a.id, b.id);
}

function latest(row: Row): string {
  return row.last_message_at ?? row.created_at;
}

// Times of one server have one shape, so that they sort as texts.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether `row` tells more than what is known: pages and announcements may overtake each other. */
export function isNewer(row: Row, known: Row | undefined): boolean {
  if (known === undefined) return true;
  if (row.owner_epoch !== known.owner_epoch) return row.owner_epoch > known.owner_epoch;
  return row.last_seq >= known.last_seq;
}

/** A sorted list that takes rows in one by one; rows are found by id. */
export class RowList {
  private readonly byId = new Map<string, Row>();
  private sorted: readonly Row[] = [];

  constructor(private readonly order: (a: Row, b: Row) => number) {}

  get rows(): readonly Row[] {
    return this.sorted;
  }

  get(id: string): Row | undefined {
    return this.byId.get(id);
  }

  /** Takes them all in at once and sorts once. */
  put(rows: Iterable<Row>): void {
    for (const row of rows) if (isNewer(row, this.byId.get(row.id))) this.byId.set(row.id, row);
    this.sorted = [...this.byId.values()].sort(this.order);
  }

  /** Returns whether it was there. */
  drop(id: string): boolean {
    if (!this.byId.delete(id)) return false;
    this.sorted = this.sorted.filter((row) => row.id !== id);
    return true;
  }
}
