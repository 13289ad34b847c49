import { describe, expect, test } from "vitest";
import { answered, counted, typicalWait } from "./figures";

const day = (key: string, count: number, median: number | null) => ({
  key,
  waits: count,
  answered: count,
  median,
  slow: median,
});

describe("figures", () => {
  test("of places show the most frequent first, and what is not known by its name", () => {
    const rows = [
      { key: "33", name: "浙江省", count: 2 },
      { key: null, name: null, count: 5 },
    ];
    expect(counted(rows, "需求", "未知")).toEqual({
      keys: ["未知", "浙江省"],
      series: [{ name: "需求", values: [5, 2] }],
    });
  });

  test("of answers are told in minutes, with a gap where nobody was answered", () => {
    const titles = { median: "中位", slow: "九成" };
    const figures = answered([day("2026-11-01", 1, 90), day("2026-11-02", 0, null)], titles);
    expect(figures.series[0]?.values).toEqual([1.5, null]);
  });

  test("a typical wait follows the days on which most were answered", () => {
    expect(typicalWait([day("a", 1, 600), day("b", 9, 60), day("c", 1, 30)])).toBe(60_000);
    expect(typicalWait([day("a", 0, null)])).toBeUndefined();
  });
});
