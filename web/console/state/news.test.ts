import { describe, expect, test } from "vitest";
import { Rereading } from "./news";

function slowReading() {
  const ends: (() => void)[] = [];
  const held = { now: false };
  const rereading = new Rereading(
    () => new Promise<void>((resolve) => ends.push(resolve)),
    () => held.now,
  );
  return { rereading, ends, held };
}

describe("news of what is open", () => {
  test("that comes during a reading is read once after it, however much there was", async () => {
    const { rereading, ends } = slowReading();
    const first = rereading.look();
    await rereading.look();
    await rereading.look();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await first;
    expect(ends).toHaveLength(2);
  });

  test("waits while somebody is asked, and is read when they have answered", async () => {
    const { rereading, ends, held } = slowReading();
    held.now = true;
    await rereading.look();
    expect(ends).toHaveLength(0);
    held.now = false;
    const done = rereading.release();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await done;
    await rereading.release();
    expect(ends).toHaveLength(1);
  });

  test("goes on after a reading that failed", async () => {
    let reads = 0;
    const rereading = new Rereading(
      async () => {
        reads += 1;
        if (reads === 1) throw new Error("away");
      },
      () => false,
    );
    await expect(rereading.look()).rejects.toThrow("away");
    await rereading.look();
    expect(reads).toBe(2);
  });
});
