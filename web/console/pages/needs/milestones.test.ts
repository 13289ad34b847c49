import { describe, expect, it } from "vitest";
import { asSent, asTyped, standing } from "./milestones";

describe("milestones of a contract", () => {
  it("leave out rows that nothing was written into, and days that are not known", () => {
    const rows = [
      { title: " 样件 ", due_on: "2027-03-01", done_on: "" },
      { title: " ", due_on: "", done_on: "" },
      { title: "", due_on: "2027-04-01", done_on: "" },
    ];
    expect(asSent(rows)).toEqual([
      { title: "样件", due_on: "2027-03-01", done_on: null },
      // The server says that its name is missing.
      { title: "", due_on: "2027-04-01", done_on: null },
    ]);
  });

  it("are the same again after a form was opened and saved", () => {
    const known = [{ title: "样件", due_on: null, done_on: "2027-02-20" }];
    expect(asSent(known.map(asTyped))).toEqual(known);
  });

  it("are late from the day after the one they were due on, until they are done", () => {
    const one = { title: "样件", due_on: "2027-03-01", done_on: null };
    expect(standing(one, "2027-03-01")).toBe("plain");
    expect(standing(one, "2027-03-02")).toBe("bad");
    expect(standing({ ...one, done_on: "2027-03-05" }, "2027-03-06")).toBe("good");
    expect(standing({ ...one, due_on: null }, "2027-03-06")).toBe("plain");
  });
});
