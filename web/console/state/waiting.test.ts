// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { nextTick } from "vue";
import type { Counts } from "./inbox";
import { entitle, noteWaiting } from "./waiting";

const counts = (unread: number, mentioned: number) => ({ unread, mentioned }) as unknown as Counts;

test("the page's title says how many conversations want one, on every page", async () => {
  entitle("需求");
  noteWaiting(counts(2, 1));
  await nextTick();
  expect(document.title).toBe("(3) 需求");
  entitle("会话");
  noteWaiting(counts(100, 0));
  await nextTick();
  expect(document.title).toBe("(99+) 会话");
  noteWaiting(undefined);
  await nextTick();
  expect(document.title).toBe("会话");
});
