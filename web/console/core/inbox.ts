import type { Row } from "./frames";

/** As the server names them. */
export const VIEWS = ["queue", "mine", "open", "bot"] as const;
export const MORE_VIEWS = [
  "unread",
  "mentioned",
  "overdue",
  "undelivered",
  "failed",
  "closed",
  "all",
] as const;
/** What wants attention; shown with its number, and only where there is any. */
export const ALARMS = ["overdue", "mentioned", "undelivered", "failed"] as const;

export type ViewId = (typeof VIEWS)[number] | (typeof MORE_VIEWS)[number];

export type Channel = Row["channel"];

/** What stands in a list. Empty filters mean any. */
export interface View {
  readonly id: ViewId;
  readonly me: string;
  readonly channel: Channel | "";
  readonly labels: readonly string[];
  readonly region: string;
  readonly industry: string;
}

export function isViewId(value: unknown): value is ViewId {
  return [...VIEWS, ...MORE_VIEWS].some((each) => each === value);
}

/** Undefined where a row does not tell by itself: then the server is asked again. */
export function belongs(view: View, row: Row): boolean | undefined {
  if (view.channel !== "" && row.channel !== view.channel) return false;
  if (!view.labels.every((id) => row.labels.some((label) => label.id === id))) return false;
  const fits = FITS[view.id]?.(row, view.me);
  if (fits !== true) return fits;
  return view.region === "" && view.industry === "" ? true : undefined;
}

const FITS: Partial<Record<ViewId, (row: Row, me: string) => boolean>> = {
  queue: (row) => row.owner === "queue",
  mine: (row, me) => row.owner === "staff" && row.staff_id === me,
  open: (row) => row.owner === "queue" || row.owner === "staff",
  bot: (row) => row.owner === "bot",
  closed: (row) => row.owner === "closed",
  undelivered: (row) => row.undelivered,
  failed: (row) => row.failed,
  all: () => true,
};

/** As the server sorts: the queue in the order in which it is to be served, waits by their age. */
export function inOrder(view: ViewId): (a: Row, b: Row) => number {
  if (view === "queue") {
    return (a, b) =>
      Number(b.urgent) - Number(a.urgent) ||
      compare(a.queued_at ?? "~", b.queued_at ?? "~") ||
      compare(a.id, b.id);
  }
  const byAge = (a: Row, b: Row): number => compare(latest(b), latest(a)) || compare(a.id, b.id);
  if (view !== "overdue" && view !== "unread") return byAge;
  return (a, b) => compare(a.wait?.since ?? "~", b.wait?.since ?? "~") || byAge(a, b);
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

/** Frames are the same for everybody; what the reader has seen is carried over from what is known. */
export function withMarks<T extends Row>(row: T, known: Row | undefined): T {
  if (row.seen_seq !== null) return row;
  const seen_seq = known?.seen_seq ?? 0;
  if (row.last_user_seq <= seen_seq) return { ...row, seen_seq, unread: 0 };
  const before = known?.unread ?? 0;
  const more = row.last_user_seq > (known?.last_user_seq ?? 0) ? 1 : 0;
  return { ...row, seen_seq, unread: Math.max(1, before + more) };
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
    for (const row of rows) {
      const known = this.byId.get(row.id);
      if (isNewer(row, known)) this.byId.set(row.id, withMarks(row, known));
    }
    this.sorted = [...this.byId.values()].sort(this.order);
  }

  /** Returns whether it was there. */
  drop(id: string): boolean {
    if (!this.byId.delete(id)) return false;
    this.sorted = this.sorted.filter((row) => row.id !== id);
    return true;
  }

  /** This reader has seen everything up to `seq`. */
  seen(id: string, seq: number): void {
    const row = this.byId.get(id);
    if (row === undefined || seq <= (row.seen_seq ?? 0)) return;
    const unread = row.last_user_seq <= seq ? 0 : row.unread;
    const marked = { ...row, seen_seq: seq, unread };
    this.byId.set(id, marked);
    this.sorted = this.sorted.map((each) => (each.id === id ? marked : each));
  }
}
