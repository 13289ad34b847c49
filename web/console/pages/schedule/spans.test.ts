import { describe, expect, it } from "vitest";
import { type Due, daysUntil, spansOf } from "./spans";

const due = (due_on: string | null): Due => ({ due_on }) as unknown as Due;

describe("what is due", () => {
  it("stands under the span of its day, what is late first and what has no day last", () => {
    const days = [null, "2027-06-01", "2026-12-08", "2026-12-07", "2026-12-01", "2026-11-30"];
    const spans = spansOf(days.map(due), "2026-12-01");
    expect(spans.map(({ id, dues }) => [id, dues.map(({ due_on }) => due_on)])).toEqual([
      ["overdue", ["2026-11-30"]],
      ["week", ["2026-12-07", "2026-12-01"]],
      ["month", ["2026-12-08"]],
      ["later", ["2027-06-01"]],
      ["undated", [null]],
    ]);
  });

  it("is counted in whole days", () => {
    expect(daysUntil("2027-03-01", "2027-02-27")).toBe(2);
    expect(daysUntil("2026-11-28", "2026-12-01")).toBe(-3);
  });
});
