import { expect, test } from "vitest";
import { Trail } from "./trail";

test("a trail is read on from where it stood", async () => {
  const asked: (string | null)[] = [];
  const trail = new Trail<number, string>(async (_query, cursor) => {
    asked.push(cursor);
    return cursor === null
      ? { items: [1, 2], next_cursor: "b" }
      : { items: [3], next_cursor: null };
  });
  await trail.open("all");
  expect(trail.state).toMatchObject({ items: [1, 2], more: true, loading: false });
  await trail.readMore();
  await trail.readMore();
  expect(trail.state).toMatchObject({ items: [1, 2, 3], more: false });
  expect(asked).toEqual([null, "b"]);
  trail.drop(2);
  expect(trail.state.items).toEqual([1, 3]);
});

test("an answer to what is no longer asked is dropped", async () => {
  const answers: Record<string, (items: number[]) => void> = {};
  const trail = new Trail<number, string>(
    (query) =>
      new Promise((resolve) => {
        answers[query] = (items) => resolve({ items, next_cursor: null });
      }),
  );
  const slow = trail.open("slow");
  const quick = trail.open("quick");
  answers.quick?.([2]);
  await quick;
  answers.slow?.([1]);
  await slow;
  expect(trail.state.items).toEqual([2]);
});

test("a failure is kept, and what was read stays", async () => {
  let broken = false;
  const trail = new Trail<number, string>(async () => {
    if (broken) throw new Error("away");
    return { items: [1], next_cursor: "b" };
  });
  await trail.open("all");
  broken = true;
  await trail.readMore();
  expect(trail.state).toMatchObject({ items: [1], loading: false, failure: new Error("away") });
});
