import { describe, expect, it } from "vitest";
import { readWechatText } from "./wechat-text";

describe("a text as WeChat draws it", () => {
  it("makes links of addresses and of anchors", () => {
    expect(readWechatText('看 <a href="https://a.cn/x">这里</a>，或 https://b.cn/y')).toEqual([
      { kind: "words", text: "看 " },
      { kind: "link", text: "这里", href: "https://a.cn/x" },
      { kind: "words", text: "，或 " },
      { kind: "link", text: "https://b.cn/y", href: "https://b.cn/y" },
    ]);
  });

  it("makes presses of weixin://bizmsgmenu", () => {
    const href = "weixin://bizmsgmenu?msgmenucontent=%E6%98%AF&amp;msgmenuid=3.0";
    expect(readWechatText(`<a href='${href}'>是的</a>`)).toEqual([
      { kind: "press", text: "是的", says: "是", id: "3.0" },
    ]);
  });

  it("leaves as words what leads nowhere safe", () => {
    for (const text of [
      '<a href="javascript:alert(1)">点我</a>',
      "<a\u200b href=x>点我</a>",
      "<b>粗</b>",
      '<a href="weixin://bizmsgmenu?msgmenuid=1">空</a>',
    ]) {
      const pieces = readWechatText(text);
      expect(pieces.every((piece) => piece.kind === "words")).toBe(true);
      expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    }
  });
});
