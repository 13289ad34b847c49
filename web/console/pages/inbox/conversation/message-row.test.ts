// @vitest-environment happy-dom

import { afterEach, describe, expect, it } from "vitest";
import { createApp } from "vue";
import type { Message } from "../../../core/frames";
import { hasUnread, lastRead } from "../../../core/transcript";
import { words } from "../../../words";
import MessageRow from "./MessageRow.vue";

function row(seq: number, more: Partial<Message>): Message {
  return {
    seq,
    rating: null,
    pressed_card: null,
    author: "staff",
    author_name: "王老师",
    event: null,
    text: "好",
    client_msg_id: null,
    buttons: [],
    cards: [],
    understanding: null,
    turn: null,
    delivery: null,
    medium: null,
    created_at: "2026-07-01T01:00:00Z",
    ...more,
  };
}

function shown(message: Message, read = false): HTMLElement {
  const place = document.body.appendChild(document.createElement("div"));
  createApp(MessageRow, { message, first: true, read }).mount(place);
  return place;
}

afterEach(() => {
  document.body.replaceChildren();
});

describe("a row as staff see it", () => {
  it("says that the owner has read this far", () => {
    expect(shown(row(1, {})).textContent).not.toContain(words.value.inbox.read);
    expect(shown(row(1, {}), true).textContent).toContain(words.value.inbox.read);
  });

  it("tells the rating beside the end that it is about", () => {
    const closed = { author: "system", event: "closed", text: "服务已结束" } as const;
    expect(shown(row(2, closed)).textContent).not.toContain(words.value.inbox.rated(4));
    expect(shown(row(2, { ...closed, rating: 4 })).textContent).toContain(
      words.value.inbox.rated(4),
    );
  });

  it("says which card a press was on", () => {
    const press = { author: "user", text: "想联系", pressed_card: "高真空压铸与气孔控制" } as const;
    expect(shown(row(3, press)).querySelector(".bubble")?.textContent).toContain(
      press.pressed_card,
    );
    expect(shown(row(4, { ...press, pressed_card: null })).querySelector(".pressed")).toBeNull();
  });

  it("names a file that the owner sent, and its size", () => {
    const medium = {
      kind: "file",
      state: "kept",
      reason: null,
      content_type: "application/pdf",
      size: 2_621_440,
      name: "气孔照片与参数.pdf",
      url: "/media/3",
    } as const;
    const link = shown(row(3, { author: "user", text: "", medium })).querySelector("a");
    expect(link?.textContent).toContain("气孔照片与参数.pdf");
    expect(link?.textContent).toContain("2.5 MB");
    expect(link?.download).toBe("气孔照片与参数.pdf");
  });
});

describe("the log's word for a file", () => {
  const medium = {
    kind: "image",
    state: "kept",
    reason: null,
    content_type: "image/png",
    size: 1_024,
    name: "样件.png",
    url: "/media/3",
  } as const;

  it("is said only where the file itself is not seen, or more was said", () => {
    const bubble = (more: Partial<Message>): string | undefined =>
      shown(row(3, { text: "〔图片〕", medium, ...more })).querySelector(".bubble")?.textContent;
    expect(bubble({})).toBeUndefined();
    expect(bubble({ medium: { ...medium, state: "erased", url: null } })).toContain("〔图片〕");
    expect(bubble({ text: "〔语音〕气孔多" })).toContain("气孔多");
  });
});

describe("how far the owner has read", () => {
  const messages = [
    row(1, { author: "user" }),
    row(2, { author: "bot" }),
    row(3, { author: "user" }),
    row(4, {}),
  ];
  const transcript = { messages, cursor: 4 };

  it("is marked at the last row that was written to them", () => {
    expect([0, 1, 2, 3, 4].map((seq) => lastRead(transcript, seq))).toEqual([
      undefined,
      undefined,
      2,
      2,
      4,
    ]);
  });

  it("is asked again only while something is unread", () => {
    expect([0, 3, 4].map((seq) => hasUnread(transcript, seq))).toEqual([true, true, false]);
  });
});
