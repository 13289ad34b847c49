import { describe, expect, it } from "vitest";
import { readFrame, readMessage, readPage, readSession, textLength } from "./protocol";

describe("readMessage", () => {
  it("fills what the server left out, so that the view needs no checks", () => {
    expect(readMessage({ seq: 3, author: "bot", text: "您好" })).toEqual({
      seq: 3,
      author: "bot",
      authorName: "",
      clientMsgId: "",
      text: "您好",
      buttons: [],
      cards: [],
      event: "",
      rating: undefined,
      file: undefined,
      createdAt: "",
    });
  });

  it("refuses a message without a place in the log", () => {
    expect(readMessage({ author: "bot", text: "?" })).toBeUndefined();
    expect(readMessage(null)).toBeUndefined();
  });

  it("keeps facts in order, numbers as text, and drops empty ones and broken buttons", () => {
    const facts = { 专利号: "CN1", 许可费: 30000, 备注: null };
    const buttons = [{ id: "a", title: "办理" }, { id: "b" }, "x"];
    const message = readMessage({
      seq: 1,
      author: "bot",
      cards: [{ kind: "patent", facts, buttons }],
    });
    const card = message?.cards[0];
    expect(card?.facts).toEqual([
      ["专利号", "CN1"],
      ["许可费", "30000"],
    ]);
    expect(card?.buttons).toEqual([{ id: "a", title: "办理", style: "" }]);
    expect(card?.demo).toBe(false);
  });
});

describe("readFrame", () => {
  it("reads messages with the owner, typing and ping", () => {
    const frame = readFrame(
      '{"type":"messages","messages":[{"seq":1,"author":"staff"}],"owner":"staff"}',
    );
    expect(frame).toMatchObject({ type: "messages", owner: "staff", messages: [{ seq: 1 }] });
    expect(readFrame('{"type":"typing","on":true}')).toEqual({ type: "typing", on: true });
    expect(readFrame('{"type":"ping"}')).toEqual({ type: "ping" });
  });

  it("takes unknown or broken frames as mere signs of life", () => {
    for (const data of ['{"type":"new"}', "not json", "[]", new ArrayBuffer(2)]) {
      expect(readFrame(data)).toEqual({ type: "other" });
    }
  });
});

it("reads a page and a session, and does not invent a token", () => {
  expect(readPage({ messages: [], owner: "queue", has_more: true })).toEqual({
    messages: [],
    owner: "queue",
    hasMore: true,
  });
  expect(readSession({ token: "t", conversation_id: "c" })).toEqual({
    token: "t",
    conversationId: "c",
  });
  expect(readSession({ conversation_id: "c" })).toBeUndefined();
});

it("counts characters as people and the server do", () => {
  expect(textLength("气孔🙂")).toBe(3);
});
