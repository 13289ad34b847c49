// @vitest-environment happy-dom

import { describe, expect, it } from "vitest";
import type { Schemas } from "../../core/api";
import { type Colleague, colleagues } from "../../state/colleagues";
import { preferences } from "../../state/preferences";
import { stepOf } from "./history";

preferences.lang = "zh-CN";

const need = {
  bids: [{ id: "b1", bidder: "宁波大学" }],
  introductions: [{ id: "i1", receiver: "钱塘大学 甲某" }],
  licences: [{ patent_id: "p1", patent_title: "除气方法" }],
  suggestions: [{ kind: "mentor", item_id: "m1", title: "乙某" }],
} as unknown as Schemas["NeedDetail"];

const told = (event: string, data: Record<string, unknown>, actor_name: string | null = "赵主管") =>
  stepOf({ event, data, actor_name, actor: "staff:s1", at: "2026-11-30T08:00:00Z" }, need);

describe("a line of a need's history", () => {
  it("says who answers for it, after whom", () => {
    colleagues.value = [
      { id: "s1", display_name: "小王" },
      { id: "s2", display_name: "小李" },
    ] as Colleague[];
    expect(told("need_taken", { staff: "s1" }, "小王")).toMatchObject({
      act: "自己经办",
      about: "",
    });
    expect(told("need_given", { staff: "s2", before_staff: "s1" }).about).toBe("小王 → 小李");
    expect(told("need_without_handler", { before_staff: "s2" }).about).toBe("小李");
  });

  it("says who it was, from where to where, and why", () => {
    const step = told("need_return", {
      before: "form_review",
      after: "returned",
      reason: "缺指标",
    });
    expect(step).toMatchObject({
      who: "赵主管",
      act: "退回补充",
      change: "形式审核 → 退回补充",
      reason: "缺指标",
    });
  });

  it("names the states of what hangs on the need by their own words", () => {
    const bid = told("bid_award", { bid_id: "b1", before: "shortlisted", after: "awarded" });
    expect([bid.about, bid.change]).toEqual(["宁波大学", "入围 → 中榜"]);
    const meeting = told("introduction_forward", {
      introduction_id: "i1",
      before: "requested",
      after: "forwarded",
    });
    expect([meeting.about, meeting.change]).toEqual(["钱塘大学 甲某", "待转交 → 已转交"]);
    const licence = told("licence_notify", {
      patent_id: "p1",
      before: "wanted",
      after: "notified",
      on: "2026-11-20",
    });
    expect([licence.about, licence.change]).toEqual(["除气方法 · 2026-11-20", "有意向 → 已通知"]);
  });

  it("says why a suggestion was turned down, and of which one", () => {
    const step = told("suggestion_rejected", {
      kind: "mentor",
      item_id: "m1",
      objection: "too_far",
    });
    expect([step.about, step.reason]).toEqual(["乙某", "太远"]);
  });

  it("knows a kind where it knows no name, and fields by their names", () => {
    const step = told("edited", { fields: ["budget", "region"] }, null);
    expect([step.who, step.about]).toEqual(["工作人员", "预算、地区"]);
  });
});
