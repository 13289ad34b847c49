import type { Row } from "./frames";

/** Why somebody is called away from what they do. */
export type Reason = "queued" | "urgent" | "wrote" | "given" | "taken";

/** The part of a row that decides; kept of every conversation that was announced. */
interface Known {
  readonly owner: Row["owner"];
  readonly staffId: string | null;
  readonly lastUserSeq: number;
  readonly urgent: boolean;
}

const MOST_KNOWN = 5_000;

/**
 * Tells which announcements are worth a call for one member of staff: somebody new waits, an owner
 * in their hands wrote, or a conversation was put into their hands or taken out of them.
 */
export class Calls {
  private readonly known = new Map<string, Known>();

  constructor(private readonly me: () => string) {}

  /** What the list shows when the page opens is no news. */
  learn(rows: Iterable<Row>): void {
    for (const row of rows) if (!this.known.has(row.id)) this.note(row);
  }

  hear(row: Row): Reason | undefined {
    const before = this.known.get(row.id);
    this.note(row);
    if (before?.owner === "staff" && before.staffId === this.me() && !this.isMine(row)) {
      return "taken";
    }
    if (row.owner === "queue") {
      if (before?.owner !== "queue") return row.urgent ? "urgent" : "queued";
      return row.urgent && !before.urgent ? "urgent" : undefined;
    }
    if (before === undefined || !this.isMine(row)) return undefined;
    if (before.owner !== "staff" || before.staffId !== row.staff_id) return "given";
    return row.last_user_seq > before.lastUserSeq ? "wrote" : undefined;
  }

  private isMine(row: Row): boolean {
    return row.owner === "staff" && row.staff_id === this.me();
  }

  private note(row: Row): void {
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(row.id, {
      owner: row.owner,
      staffId: row.staff_id,
      lastUserSeq: row.last_user_seq,
      urgent: row.urgent,
    });
  }
}
