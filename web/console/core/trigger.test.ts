import { describe, expect, test } from "vitest";
import { mentionsIn, piecesOf } from "./marks";
import { replaced, triggerAt } from "./trigger";

describe("a sign that calls up a list", () => {
  test("is found at the start and behind a blank", () => {
    expect(triggerAt("/欢", 2, "/")).toEqual({ start: 0, typed: "欢" });
    expect(triggerAt("您好 /fee", 7, "/")).toEqual({ start: 3, typed: "fee" });
    expect(triggerAt("您好\n/", 4, "/")).toEqual({ start: 3, typed: "" });
  });

  test("means nothing inside a date, an address of the web or of mail", () => {
    expect(triggerAt("2026/8", 6, "/")).toBeUndefined();
    expect(triggerAt("https://a.cn/x", 14, "/")).toBeUndefined();
    expect(triggerAt("li@a.cn", 7, "@")).toBeUndefined();
  });

  test("calls a colleague in the middle of a Chinese sentence", () => {
    expect(triggerAt("请@王", 3, "@")).toEqual({ start: 1, typed: "王" });
  });

  test("is over once the word is", () => {
    expect(triggerAt("/欢 迎", 4, "/")).toBeUndefined();
    expect(triggerAt("/欢", 0, "/")).toBeUndefined();
  });

  test("gives way to what was chosen, with the first blank selected", () => {
    const trigger = { start: 2, typed: "fe" };
    expect(replaced("好 /fe了", 5, trigger, "费用")).toEqual({ text: "好 费用了", from: 4, to: 4 });
    expect(replaced("好 /fe", 5, trigger, "{{company}}您好")).toEqual({
      text: "好 {{company}}您好",
      from: 2,
      to: 13,
    });
  });
});

describe("marks", () => {
  test("split a text, counted in characters as the server counts", () => {
    expect(piecesOf("𠮷气孔超标", [{ start: 1, end: 3 }])).toEqual([
      { text: "𠮷", marked: false },
      { text: "气孔", marked: true },
      { text: "超标", marked: false },
    ]);
  });

  test("the longest name is the one that is meant", () => {
    const marks = mentionsIn("@李明华 看一下，@李明 也看", ["李明", "李明华"]);
    expect(marks).toEqual([
      { start: 0, end: 4 },
      { start: 9, end: 12 },
    ]);
  });
});
