import { describe, expect, it } from "vitest";
import { placeOf } from "./stepping";

describe("stepping through what was found in a log", () => {
  it("goes from place to place in the order of the log, newest first as they were found", () => {
    expect(placeOf([9, 5, 2], 5)).toEqual({ number: 2, earlier: 2, later: 9 });
    expect(placeOf([9, 5, 2], 2)).toEqual({ number: 1, earlier: undefined, later: 5 });
    expect(placeOf([9, 5, 2], 9)).toEqual({ number: 3, earlier: 5, later: undefined });
  });

  it("begins beside what is shown, where that is none of them", () => {
    expect(placeOf([9, 2], 5)).toEqual({ number: 0, earlier: 2, later: 9 });
    expect(placeOf([9, 2], undefined)).toEqual({ number: 0, earlier: 9, later: undefined });
  });
});
