import { describe, expect, it } from "vitest";
import { splitLinks } from "./text";

const links = (text: string): string[] =>
  splitLinks(text).flatMap((piece) => (piece.kind === "link" ? [piece.href] : []));

describe("splitLinks", () => {
  it("returns every character of the text once, in order", () => {
    const text = "看 https://a.example/x?y=1，再打 tel:010-12345678。\n谢谢";
    const shown = splitLinks(text).map((piece) => piece.text);
    expect(shown.join("")).toBe(text.replace("tel:", ""));
  });

  it.each([
    ["见https://a.example/x，谢谢", "https://a.example/x"],
    ["(https://a.example/x).", "https://a.example/x"],
    ["https://a.example/x_(y)", "https://a.example/x_(y)"],
    ["“http://a.example”", "http://a.example/"],
    ["https://a.example/路径", "https://a.example/%E8%B7%AF%E5%BE%84"],
    ["电话tel:+8610-1234", "tel:+8610-1234"],
  ])("finds the address in %s", (text, href) => {
    expect(links(text)).toEqual([href]);
  });

  it.each([
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "<img src=x onerror=alert(1)>",
    "https://bank.example@evil.example/",
    "https://",
    "file:///etc/passwd",
    "tel:*#06#",
  ])("leaves %s as words", (text) => {
    expect(links(text)).toEqual([]);
    expect(splitLinks(text)).toEqual([{ kind: "words", text }]);
  });
});
