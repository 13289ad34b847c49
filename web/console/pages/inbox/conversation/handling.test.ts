// @vitest-environment happy-dom

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createApp, ref } from "vue";
import { createApi } from "../../../core/api";
import { Drafts } from "../../../core/drafts";
import type { Message, Row } from "../../../core/frames";
import { announced } from "../../../core/transcript";
import { CONSOLE, type Console } from "../../../state/console";
import { OpenCase } from "../../../state/open-case";
import { words } from "../../../words";
import { type Handling, useHandling } from "./handling";

const ROW = { id: "c1", owner: "staff", staff_id: "me", owner_epoch: 4 } as unknown as Row;
const api = createApi(async () => undefined);
const DESK = { step: (_id: string, step: () => Promise<Row>) => step() };
let asked: { path: string; body: unknown }[] = [];

function message(seq: number): Message {
  return { seq, author: "user", text: "等等", client_msg_id: null } as unknown as Message;
}

function begin(): { open: OpenCase; handling: Handling } {
  const open = new OpenCase("c1", api, {} as never, new Drafts(() => localStorage, () => "me")); // biome-ignore format: one line
  open.state.row = ROW;
  open.state.transcript = { messages: [message(7)], cursor: 7 };
  let handling: Handling | undefined;
  const session = { me: ref({ id: "me" }), inCharge: ref(true) };
  const app = createApp({
    setup: () => {
      handling = useHandling(open);
      return () => null;
    },
  });
  app.provide(CONSOLE, { api, session, desk: DESK } as unknown as Console);
  app.mount(document.body.appendChild(document.createElement("div")));
  if (handling === undefined) throw new Error("not mounted");
  return { open, handling };
}

async function answerYes(): Promise<void> {
  const yes = await vi.waitUntil(() =>
    [...document.querySelectorAll("button")].find(
      (each) => each.textContent?.trim() === words.value.shell.confirm,
    ),
  );
  yes.click();
}

beforeEach(() => {
  asked = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push({ path: new URL(request.url).pathname, body: await request.json() });
    return new Response(JSON.stringify(ROW), { headers: { "content-type": "application/json" } });
  });
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** Somebody reads the question; meanwhile the owner writes, and the conversation changes hands. */
async function stepped(step: (handling: Handling) => Promise<boolean>): Promise<unknown> {
  const { open, handling } = begin();
  const done = step(handling);
  open.state.transcript = announced(open.state.transcript, [message(8)]);
  open.state.row = { ...ROW, owner_epoch: 5 };
  await answerYes();
  await done;
  return asked[0]?.body;
}

describe("a step that asks first goes with what its doer had seen", () => {
  it("when a conversation is closed", async () => {
    const body = await stepped((handling) => handling.close());
    expect(body).toEqual({ seen_epoch: 4, seen_seq: 7 });
  });

  it("when it is handed back by a key", async () => {
    const body = await stepped((handling) => handling.handBack(true));
    expect(body).toEqual({ seen_epoch: 4, seen_seq: 7 });
  });
});

describe("who gives a conversation away", () => {
  it("sends the remark along, and leaves out an empty one", async () => {
    const { handling } = begin();
    await handling.transfer({ id: "li", name: "小李", remark: " 先回个电话 " }, 4);
    await handling.transfer({ id: "li", name: "小李", remark: " " }, 4);
    expect(asked.map((each) => each.body)).toEqual([
      { staff_id: "li", seen_epoch: 4, remark: "先回个电话" },
      { staff_id: "li", seen_epoch: 4 },
    ]);
  });
});
