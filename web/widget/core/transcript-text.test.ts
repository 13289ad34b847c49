import { expect, it } from "vitest";
import { readPage } from "../../shared/protocol";
import { wordsFor } from "../../shared/words";
import { transcriptText } from "./transcript-text";

it("is readable without us: who, when, what, cards with their facts and reasons, names of files", () => {
  const { messages } = readPage({
    messages: [
      { seq: 1, author: "user", text: "气孔多", created_at: "2026-11-28T09:00:00+00:00" },
      {
        seq: 2,
        author: "bot",
        text: "找到一位导师：",
        created_at: "2026-11-28T09:00:02+00:00",
        cards: [
          { kind: "mentor", title: "陈建国", facts: { 名额: "1 / 2" }, reasons: ["同为压铸"] },
        ],
      },
      {
        seq: 3,
        author: "user",
        text: "〔图片〕",
        created_at: "2026-11-28T09:01:00+00:00",
        file: { kind: "image", name: "铸件.png", size: 9 },
      },
      {
        seq: 4,
        author: "staff",
        author_name: "小王",
        text: "好",
        created_at: "2026-11-28T09:02:00Z",
      },
    ],
  });
  expect(transcriptText(messages, wordsFor("zh-CN"))).toBe(`千校万企对接前台

2026-11-28 09:00 UTC 您
气孔多

2026-11-28 09:00 UTC 前台助手
找到一位导师：
【技术导师】陈建国
  名额：1 / 2
  - 同为压铸

2026-11-28 09:01 UTC 您
〔图片〕
铸件.png

2026-11-28 09:02 UTC 小王
好
`);
});
