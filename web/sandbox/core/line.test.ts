// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from "vitest";
import { PATIENCE } from "../../shared/patience";
import type { View } from "./api";
import { Line, type Picture } from "./line";

const EMPTY: View = {
  revision: 10,
  now: "2026-11-22T09:00:00+08:00",
  moved: 0,
  account: { name: "前台", original_id: "gh_1", app_id: "wx1", mode: "secure" },
  switches: { verified: false, slow: 0, down: false },
  phone: { openid: "o1", following: true, permits: 0, typing: false, grants: [] },
  menu: [],
  scenes: [],
  bubbles: [],
  pushes: [],
  calls: [],
};

type Answer = View | { status: number } | "unreachable";

/** A server that gives these answers to looks one after the other, then none. */
function serve(...answers: Answer[]): string[] {
  const asked: string[] = [];
  let phones = 0;
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
    asked.push(url);
    if (init?.method === "POST") {
      phones += 1;
      return Response.json({ openid: `o${phones}` }, { status: 201 });
    }
    const answer = answers.shift();
    if (answer === undefined) return new Promise<Response>(() => {});
    if (answer === "unreachable") throw new TypeError("network");
    if ("status" in answer) return Response.json({ detail: "没有" }, answer);
    return Response.json(answer);
  });
  return asked;
}

function open(): { pictures: Picture[]; line: Line } {
  const pictures: Picture[] = [];
  const line = new Line(localStorage, "老板", (picture) => pictures.push(picture));
  void line.open();
  return { pictures, line };
}

function push(number: number, done: boolean): View["pushes"][number] {
  return { number, title: "", document: "", deliveries: [], answer_body: "", answer: "", done };
}

function bubble(revision: number): View["bubbles"][number] {
  const at = EMPTY.now;
  return { revision, author: "account", kind: "text", body: { text: "好" }, at, via: "passive" };
}

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

it("gets a phone, reads all, then waits for what is new", async () => {
  const asked = serve(
    { ...EMPTY, bubbles: [bubble(9)], pushes: [push(1, false)] },
    { ...EMPTY, revision: 12, bubbles: [bubble(12)], pushes: [push(1, true), push(2, false)] },
  );
  const { pictures } = open();
  await vi.waitFor(() => expect(asked).toHaveLength(4), PATIENCE);
  expect(asked).toEqual([
    "/sandbox/phones",
    "/sandbox/phones/o1?after=0&wait=0",
    "/sandbox/phones/o1?after=10&wait=20",
    "/sandbox/phones/o1?after=12&wait=20",
  ]);
  const latest = pictures.at(-1);
  expect(latest?.bubbles.map((each) => each.revision)).toEqual([9, 12]);
  expect(latest?.pushes.map((each) => [each.number, each.done])).toEqual([
    [1, true],
    [2, false],
  ]);
  expect(localStorage.getItem("sandbox.openid")).toBe("o1");
});

it("says that the server is away and reads on at the same place", async () => {
  const asked = serve({ ...EMPTY, bubbles: [bubble(9)] }, "unreachable", {
    ...EMPTY,
    revision: 11,
  });
  const { pictures } = open();
  await vi.waitFor(() => expect(asked).toHaveLength(5), PATIENCE);
  expect(pictures.map((picture) => picture.lost)).toEqual([false, true, false]);
  expect(asked[3]).toBe("/sandbox/phones/o1?after=10&wait=0");
  expect(pictures.at(-1)?.bubbles).toHaveLength(1);
});

it("takes a new phone where the server has forgotten the old one", async () => {
  localStorage.setItem("sandbox.openid", "gone");
  const asked = serve({ status: 404 }, EMPTY);
  open();
  await vi.waitFor(() => expect(localStorage.getItem("sandbox.openid")).toBe("o1"), PATIENCE);
  await vi.waitFor(() => expect(asked).toContain("/sandbox/phones/o1?after=0&wait=0"), PATIENCE);
});

it("begins anew as somebody else", async () => {
  serve({ ...EMPTY, bubbles: [bubble(9)] });
  const { pictures, line } = open();
  await vi.waitFor(() => expect(pictures).toHaveLength(1), PATIENCE);
  serve(EMPTY);
  void line.renew();
  await vi.waitFor(() => expect(pictures).toHaveLength(2), PATIENCE);
  expect(pictures[1]?.bubbles).toEqual([]);
});
