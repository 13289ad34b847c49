import { describe, expect, test } from "vitest";
import { Calls } from "./calls";
import type { Row } from "./frames";

const ROW = {
  id: "c1",
  owner: "bot",
  staff_id: null,
  last_user_seq: 3,
  urgent: false,
} as unknown as Row;
const row = (change: Partial<Row>): Row => ({ ...ROW, ...change });

describe("calls", () => {
  test("are for who comes into the queue, once, and again when it grows urgent", () => {
    const calls = new Calls(() => "me");
    expect(calls.hear(row({}))).toBeUndefined();
    expect(calls.hear(row({ owner: "queue" }))).toBe("queued");
    expect(calls.hear(row({ owner: "queue", last_user_seq: 4 }))).toBeUndefined();
    expect(calls.hear(row({ owner: "queue", urgent: true }))).toBe("urgent");
  });

  test("are for what one's own owners write, not for a colleague's", () => {
    const calls = new Calls(() => "me");
    calls.learn([row({ owner: "staff", staff_id: "me" })]);
    const wrote = { owner: "staff", last_user_seq: 4 } as const;
    expect(calls.hear(row({ ...wrote, staff_id: "me" }))).toBe("wrote");
    expect(calls.hear(row({ ...wrote, id: "c2", staff_id: "other" }))).toBeUndefined();
  });

  test("are for a conversation that somebody puts into one's hands", () => {
    const calls = new Calls(() => "me");
    calls.learn([row({ owner: "staff", staff_id: "other" })]);
    expect(calls.hear(row({ owner: "staff", staff_id: "me" }))).toBe("given");
  });

  test.each([
    row({ owner: "staff", staff_id: "other" }),
    row({ owner: "queue" }),
    row({ owner: "closed" }),
  ])("are for a conversation that is taken out of one's hands: %j", (now) => {
    const calls = new Calls(() => "me");
    calls.learn([row({ owner: "staff", staff_id: "me" })]);
    expect(calls.hear(now)).toBe("taken");
    expect(calls.hear(now)).toBeUndefined();
  });

  test("are not for what was in the list when the page opened", () => {
    const calls = new Calls(() => "me");
    calls.learn([row({ owner: "queue" })]);
    expect(calls.hear(row({ owner: "queue" }))).toBeUndefined();
  });
});
