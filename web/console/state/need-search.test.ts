// @vitest-environment happy-dom

import { afterEach, expect, test, vi } from "vitest";
import { createApi } from "../core/api";
import { NeedSearch } from "./need-search";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("an answer to earlier words does not stand under later ones", async () => {
  const answers = new Map<string, (response: Response) => void>();
  vi.stubGlobal("fetch", (request: Request) => {
    const q = new URL(request.url).searchParams.get("q") ?? "";
    return new Promise<Response>((resolve) => answers.set(q, resolve));
  });
  const needs = new NeedSearch(createApi(async () => undefined));
  const answer = (q: string): void => {
    const headers = { "content-type": "application/json" };
    answers.get(q)?.(new Response(JSON.stringify({ items: [{ id: q }] }), { headers }));
  };
  const first = needs.look("QX");
  const second = needs.look("QX-1 ");
  await vi.waitUntil(() => answers.size === 2);
  answer("QX-1");
  await second;
  answer("QX");
  await first;
  expect(needs.found.value.map((each) => each.id)).toEqual(["QX-1"]);
  await needs.look(" ");
  expect(needs.found.value).toEqual([]);
});
