import { describe, expect, test } from "vitest";
import { budgetWords, sum, sumText } from "./money";

const WORDS = {
  atLeast: (text: string) => `不少于${text}`,
  atMost: (text: string) => `不超过${text}`,
  about: "约",
};

describe("sums", () => {
  test("are told in the units of the trade", () => {
    expect([sum(800), sum(500_000), sum(1_250_000), sum(120_000_000)]).toEqual([
      "800",
      "50万",
      "125万",
      "1.2亿",
    ]);
  });

  test("that are no round number of 万 lose nothing", () => {
    expect([sumText(300_000), sumText(1_234_567), sumText(800)]).toEqual([
      "30万元",
      "1,234,567元",
      "800元",
    ]);
  });

  test("of a budget keep its open ends", () => {
    const budget = { currency: "CNY", approx: false, text: null };
    expect(budgetWords({ ...budget, min: 500_000, max: 800_000 }, WORDS)).toBe("50万–80万元");
    expect(budgetWords({ ...budget, min: null, max: 800_000 }, WORDS)).toBe("不超过80万元");
    expect(budgetWords({ ...budget, min: 500_000, max: null }, WORDS)).toBe("不少于50万元");
    expect(budgetWords({ ...budget, min: 500_000, max: 500_000, approx: true }, WORDS)).toBe(
      "约50万元",
    );
  });
});
