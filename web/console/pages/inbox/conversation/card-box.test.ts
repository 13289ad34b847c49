// @vitest-environment happy-dom

import { afterEach, describe, expect, it } from "vitest";
import { createApp } from "vue";
import CardBox from "./CardBox.vue";

const card = {
  kind: "patent",
  id: "p1",
  title: "真空压铸方法",
  subtitle: "北京航空航天大学",
  demo: true,
  reasons: ["专利名称提到气孔"],
  facts: { 许可费: "一次总付1万元", 许可期限: "至2031-07-19" },
  buttons: [{ title: "想联系" }],
};

afterEach(() => {
  document.body.replaceChildren();
});

describe("a card as staff see it", () => {
  it("names each fact and tells it whole", () => {
    const place = document.body.appendChild(document.createElement("div"));
    createApp(CardBox, { card }).mount(place);
    const read = (tag: string): (string | null)[] =>
      [...place.querySelectorAll(tag)].map((each) => each.textContent);
    expect(read("dt")).toEqual(["许可费", "许可期限"]);
    expect(read("dd")).toEqual(["一次总付1万元", "至2031-07-19"]);
    expect(read("li")).toEqual(["专利名称提到气孔", "想联系"]);
  });
});
