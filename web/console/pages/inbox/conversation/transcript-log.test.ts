// @vitest-environment happy-dom

import { afterEach, describe, expect, it } from "vitest";
import { createApp, nextTick } from "vue";
import { createApi } from "../../../core/api";
import { Drafts } from "../../../core/drafts";
import type { Message } from "../../../core/frames";
import type { Pending } from "../../../core/sending";
import { announced, opened } from "../../../core/transcript";
import { OpenCase } from "../../../state/open-case";
import { CASE } from "./case";
import TranscriptLog from "./TranscriptLog.vue";

function message(seq: number): Message {
  return {
    seq,
    rating: null,
    pressed_card: null,
    author: "user",
    author_name: null,
    event: null,
    text: "在吗",
    client_msg_id: null,
    buttons: [],
    cards: [],
    understanding: null,
    turn: null,
    delivery: null,
    medium: null,
    created_at: "2026-07-01T01:00:00Z",
  };
}

const FAILED: Pending = {
  id: "p1",
  text: "还有空没填",
  kind: "reply",
  mentions: [],
  writtenAt: "2026-07-01T01:00:00Z",
  state: "failed",
  reason: "",
};

afterEach(() => {
  document.body.replaceChildren();
});

describe("the log above a reply that could not be sent", () => {
  it("is still seen: as it is opened, and as the owner writes", async () => {
    const drafts = new Drafts(() => localStorage, () => "me"); // biome-ignore format: one line
    const open = new OpenCase(
      "c1",
      createApi(async () => undefined),
      {} as never,
      drafts,
    );
    let seen = 0;
    const onSeen = (): void => {
      seen += 1;
    };
    open.state.pending = [FAILED];
    createApp(TranscriptLog, { onSeen })
      .provide(CASE, open)
      .mount(document.body.appendChild(document.createElement("div")));
    open.state.transcript = opened([message(1)], 1);
    await nextTick();
    expect(seen).toBe(1);
    open.state.transcript = announced(open.state.transcript, [message(2)]);
    await nextTick();
    expect(seen).toBe(2);
  });
});
