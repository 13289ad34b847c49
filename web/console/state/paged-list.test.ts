import { describe, expect, test } from "vitest";
import { Unreachable } from "../core/problem";
import { PAGE_SIZE, type Paged, PagedList } from "./paged-list";

/** A server whose answers come when the test says so. */
function slowServer() {
  const waiting: ((answer: Paged<string>) => void)[] = [];
  const asked: [string, number][] = [];
  const list = new PagedList<string, string>((query, page) => {
    asked.push([query, page]);
    return new Promise((resolve) => waiting.push(resolve));
  });
  return { list, waiting, asked };
}

describe("a paged list", () => {
  test("shows the answer to the last question, however late an earlier one comes", async () => {
    const { list, waiting } = slowServer();
    const first = list.open("气孔");
    const second = list.open("砂眼");
    waiting[1]?.({ items: ["砂眼"], total: 1 });
    await second;
    waiting[0]?.({ items: ["气孔"], total: 1 });
    await first;
    expect(list.state.items).toEqual(["砂眼"]);
    expect(list.state.loading).toBe(false);
  });

  test("asks for the first page of a new question, and keeps the page when it is refreshed", async () => {
    const { list, waiting, asked } = slowServer();
    const answer = { items: ["a"], total: PAGE_SIZE * 2 + 1 };
    const steps = [() => list.open("a"), () => list.turnTo(3), () => list.refresh()];
    for (const step of [...steps, () => list.open("b")]) {
      const done = step();
      waiting.pop()?.(answer);
      await done;
    }
    expect(asked).toEqual([
      ["a", 1],
      ["a", 3],
      ["a", 3],
      ["b", 1],
    ]);
    expect(list.pages.value).toBe(3);
  });

  test("keeps what it shows when the server is away, and says so", async () => {
    const answers = [{ items: ["a"], total: 1 }];
    const list = new PagedList<string, string>(async () => {
      const next = answers.shift();
      if (next === undefined) throw new Error("away");
      return next;
    });
    await list.open("a");
    await list.refresh();
    expect(list.state.items).toEqual(["a"]);
    expect(list.state.failure).toBeInstanceOf(Error);
  });

  test("keeps what it shows while the line is gone, but not for another question", async () => {
    const answers = [{ items: ["a"], total: 1 }];
    const list = new PagedList<string, string>(async () => {
      const next = answers.shift();
      if (next === undefined) throw new Unreachable(new Error("away"));
      return next;
    });
    await list.open("a");
    await list.refresh();
    expect(list.state.items).toEqual(["a"]);
    expect(list.state.failure).toBeUndefined();
    await list.open("b");
    await list.refresh();
    expect(list.state.failure).toBeInstanceOf(Unreachable);
  });
});
