import { describe, expect, test } from "vitest";
import { changed, editOf, formOf, merge, type Need, readMoney, smallSum } from "./need-form";

const NEED: Need = {
  id: "n1",
  number: null,
  title: "气孔",
  handler_id: null,
  conversation_id: "c1",
  state: "draft",
  problem: "气孔超标",
  detail: null,
  metrics: [{ text: "废品率12%", role: "current" }],
  industry: { code: "C33", name: "金属制品业" },
  region: null,
  mode: null,
  budget: { min: 500_000, max: null, currency: "CNY", approx: true, text: "50万左右" },
  deadline: { text: "年底前", from: null, by: "2026-12-31" },
  company: "某厂",
  uscc: null,
  qualifications: [],
  contact: null,
  public_summary: null,
  confidential: null,
  skipped: [],
  recorded_at: null,
  created_at: "2026-08-03T01:00:00Z",
  updated_at: "2026-08-03T01:00:00Z",
};

describe("the need's form", () => {
  test("is unchanged as it comes, and after spaces and empty rows", () => {
    const base = formOf(NEED);
    const form = formOf(NEED);
    form.company = " 某厂 ";
    form.metrics.push({ text: " ", role: "target" });
    expect(changed(form, base)).toEqual([]);
  });

  test("sends what was changed, and nothing else", () => {
    const base = formOf(NEED);
    const form = { ...formOf(NEED), company: "", region: "330200", budgetMax: "80万" };
    const names = changed(form, base);
    expect(editOf(form, names, "CNY")).toEqual({
      company: null,
      region: "330200",
      budget: { min: 500_000, max: 800_000, currency: "CNY", approx: true },
    });
  });

  test("empties budget and deadline as a whole", () => {
    const form = { ...formOf(NEED), budgetMin: "", deadlineText: "", deadlineBy: "" };
    const names = changed(form, formOf(NEED));
    expect(editOf(form, names, "CNY")).toEqual({ budget: null, deadline: null });
  });

  test("refuses a budget that is no figure", () => {
    const form = { ...formOf(NEED), budgetMin: "不少" };
    expect(() => editOf(form, ["budgetMin"], "CNY")).toThrow(RangeError);
  });
});

test.each([
  ["", { figure: null }],
  ["500000", { figure: 500_000 }],
  ["50万", { figure: 500_000 }],
  ["¥ 1,200,000 元", { figure: 1_200_000 }],
  ["1.5亿", { figure: 150_000_000 }],
  ["12w", { figure: 120_000 }],
  ["-3", "unreadable"],
  ["五十万", "unreadable"],
  ["99999999999999999999", "unreadable"],
])("money %s", (text, read) => {
  expect(readMoney(text)).toEqual(read);
});

test("a sum below a thousand is doubted, whatever it was typed as", () => {
  expect(["20", "999元", "0.05万"].map(smallSum)).toEqual([20, 999, 500]);
  expect(["", "0", "1000", "20万", "不少"].map(smallSum)).toEqual(Array(5).fill(undefined));
});

describe("a need that changes while it is edited", () => {
  const base = formOf(NEED);

  test("brings new values into untouched fields and keeps what was typed", () => {
    const form = { ...formOf(NEED), company: "某某压铸厂" };
    const fresh = formOf({ ...NEED, mode: "技术导师" });
    const merged = merge(form, base, fresh);
    expect(merged.form.mode).toBe("技术导师");
    expect(merged.form.company).toBe("某某压铸厂");
    expect(merged.conflicts).toEqual([]);
  });

  test("tells of a field that both changed, and keeps the writer's", () => {
    const form = { ...formOf(NEED), company: "甲厂" };
    const merged = merge(form, base, formOf({ ...NEED, company: "乙厂" }));
    expect(merged.form.company).toBe("甲厂");
    expect(merged.conflicts).toEqual(["company"]);
  });

  test("the same change on both sides is no conflict", () => {
    const form = { ...formOf(NEED), company: "乙厂" };
    expect(merge(form, base, formOf({ ...NEED, company: "乙厂" })).conflicts).toEqual([]);
  });
});
