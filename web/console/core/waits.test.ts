import { describe, expect, test } from "vitest";
import { type Wait, waitNow } from "./waits";

const WAIT: Wait = {
  kind: "first",
  since: "2026-11-23T03:50:00Z",
  at: "2026-11-23T03:52:00Z",
  elapsed: 120,
  limit: 600,
  due_at: "2026-11-23T05:30:00Z",
  overdue: false,
  paused: false,
  pauses_at: "2026-11-23T04:00:00Z",
  resumes_at: null,
};
const at = (time: string): number => Date.parse(`2026-11-23T${time}Z`);

describe("a wait", () => {
  test("runs on from when it was told", () => {
    expect(waitNow(WAIT, at("03:53:30"))).toEqual({
      elapsed: 210_000,
      left: 390_000,
      paused: false,
      tone: "plain",
    });
  });

  test("stands still over the lunch break, whatever time zone the browser is in", () => {
    const noon = waitNow(WAIT, at("04:00:00"));
    expect(noon.elapsed).toBe(600_000);
    expect(waitNow(WAIT, at("05:10:00"))).toEqual({ ...noon, paused: true });
  });

  test("told in the break, it goes on when the desk opens", () => {
    const paused = { ...WAIT, paused: true, pauses_at: null, resumes_at: "2026-11-23T05:30:00Z" };
    expect(waitNow(paused, at("05:00:00"))).toMatchObject({ elapsed: 120_000, paused: true });
    expect(waitNow(paused, at("05:31:00"))).toMatchObject({ elapsed: 180_000, paused: false });
  });

  test("is urgent when little time is left, and late after it", () => {
    const long = { ...WAIT, pauses_at: null };
    expect(waitNow(long, at("03:56:30")).tone).toBe("warn");
    expect(waitNow(long, at("04:00:01")).tone).toBe("bad");
    expect(waitNow({ ...long, limit: null }, at("09:00:00"))).toMatchObject({
      left: undefined,
      tone: "plain",
    });
  });
});
