import { expect, it } from "vitest";
import { indentXml } from "./xml";

it("puts each element on a line of its own and its text beside it", () => {
  const document =
    "<xml><MsgType><![CDATA[text]]></MsgType><CreateTime>17</CreateTime><Content><![CDATA[a<b>\n]]]]><![CDATA[>c]]></Content></xml>";
  expect(indentXml(document)).toBe(
    "<xml>\n  <MsgType><![CDATA[text]]></MsgType>\n  <CreateTime>17</CreateTime>\n  <Content><![CDATA[a<b>\n]]]]><![CDATA[>c]]></Content>\n</xml>",
  );
});

it("goes deeper for elements in elements", () => {
  expect(indentXml("<xml><Image><MediaId>m</MediaId></Image></xml>")).toBe(
    "<xml>\n  <Image>\n    <MediaId>m</MediaId>\n  </Image>\n</xml>",
  );
});

it("leaves alone what is no XML", () => {
  expect(indentXml("success")).toBe("success");
  expect(indentXml('{"errcode":0}')).toBe('{"errcode":0}');
});
