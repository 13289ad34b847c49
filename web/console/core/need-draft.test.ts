import { describe, expect, test } from "vitest";
import { readDraft, takenUp, written } from "./need-draft";
import { formOf, type Need } from "./need-form";

const NEED = { problem: "漏", detail: "", metrics: [], qualifications: [] } as unknown as Need;
const base = formOf(NEED);
const form = { ...base, detail: "密封面每周要磨" };

describe("corrections that were not saved", () => {
  test("come back as they were typed", () => {
    const kept = readDraft(written({ version: "1", base, form }), base);
    expect(kept && takenUp(kept, base, "1")).toEqual({ form, conflicts: [], moved: false });
  });

  test("are put upon a need that has changed, and what was changed twice is told", () => {
    const kept = readDraft(written({ version: "1", base, form }), base);
    const fresh = { ...base, detail: "每天要磨", company: "甲厂" };
    expect(kept && takenUp(kept, fresh, "2")).toEqual({
      form: { ...form, company: "甲厂" },
      conflicts: ["detail"],
      moved: true,
    });
  });

  test.each(["", "{", "null", '{"version":"1"}'])("are none where %j was kept", (text) => {
    expect(readDraft(text, base)).toBeUndefined();
  });
});
