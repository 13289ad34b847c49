import { expect, it } from "vitest";
import { duration, timeLine } from "./times";

const NOW = new Date("2026-11-22T22:30:00+08:00");

it("names the day only where it is another one, on Chinese time", () => {
  const line = (text: string): string => timeLine(new Date(text), NOW, "昨天");
  expect(line("2026-11-22T00:10:00+08:00")).toBe("00:10");
  expect(line("2026-11-21T23:59:00+08:00")).toBe("昨天 23:59");
  expect(line("2026-11-20T12:00:00+08:00")).toBe("11月20日 12:00");
});

it("counts down in hours, minutes and seconds", () => {
  expect(duration(172_799.9)).toBe("47:59:59");
  expect(duration(59)).toBe("0:59");
  expect(duration(600)).toBe("10:00");
  expect(duration(-3)).toBe("0:00");
});
