import { describe, expect, test } from "vitest";
import { daysBetween, isWhole, readWeek, weekText } from "./working-week";

const WEEK = "1-5 09:00-12:00,13:30-17:30; 6 09:00-12:00";

describe("a working week", () => {
  test("is read and written alike", () => {
    expect(weekText(readWeek(WEEK))).toBe(WEEK);
    expect(weekText(readWeek("1,3-4 00:00-24:00"))).toBe("1,3-4 00:00-24:00");
    expect(weekText(readWeek(""))).toBe("");
  });

  test("has days that are free", () => {
    const week = readWeek(WEEK);
    expect(week[6]).toEqual([]);
    expect(week[5]).toEqual([{ from: "09:00", to: "12:00" }]);
    week[2] = [];
    expect(weekText(week)).toBe("1-2,4-5 09:00-12:00,13:30-17:30; 6 09:00-12:00");
  });

  test("knows midnight as its end", () => {
    expect(isWhole({ from: "18:00", to: "00:00" })).toBe(true);
    expect(isWhole({ from: "18:00", to: "09:00" })).toBe(false);
    expect(isWhole({ from: "", to: "09:00" })).toBe(false);
  });
});

test("a holiday has all its days", () => {
  expect(daysBetween("2026-09-30", "2026-10-02")).toEqual([
    "2026-09-30",
    "2026-10-01",
    "2026-10-02",
  ]);
  expect(daysBetween("2026-10-02", "2026-10-01")).toEqual([]);
  expect(daysBetween("", "2026-10-01")).toEqual([]);
});
