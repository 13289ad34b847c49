import { describe, expect, test } from "vitest";
import { effectScope, nextTick, ref } from "vue";
import { Problem, Unreachable } from "../core/problem";
import { useOpened } from "./opened";

/** A sheet, and a server whose answers come when the test says so. */
function sheet() {
  const id = ref<string | undefined>("need-1");
  const answers: { give: (thing: string) => void; fail: (error: unknown) => void }[] = [];
  const opened = effectScope().run(() =>
    useOpened(
      () => id.value,
      () => new Promise<string>((give, fail) => answers.push({ give, fail })),
    ),
  );
  if (opened === undefined) throw new Error("no scope");
  return { id, answers, ...opened };
}

describe("the one thing that is open", () => {
  test("stays while the line is gone, and is true again when it is back", async () => {
    const { state, answers, reread } = sheet();
    answers[0]?.give("recorded");
    await nextTick();
    const away = reread();
    answers[1]?.fail(new Unreachable(new Error("away")));
    await away;
    expect([state.thing, state.failure]).toEqual(["recorded", undefined]);
    const back = reread();
    answers[2]?.give("published");
    await back;
    expect(state.thing).toBe("published");
  });

  test("is told of where it is gone, or never came", async () => {
    const { id, state, answers, reread } = sheet();
    const first = new Unreachable(new Error("away"));
    answers[0]?.fail(first);
    await nextTick();
    expect(state.failure).toBe(first);
    const again = reread();
    answers[1]?.give("recorded");
    await again;
    expect([state.thing, state.failure]).toEqual(["recorded", undefined]);
    const erased = new Problem({ code: "not_found" }, 404);
    const last = reread();
    answers[2]?.fail(erased);
    await last;
    expect(state.failure).toBe(erased);
    id.value = "need-2";
    await nextTick();
    expect([state.thing, state.failure]).toEqual([undefined, undefined]);
  });

  test("is what was asked for last, however late an earlier answer comes", async () => {
    const { state, answers, reread } = sheet();
    const again = reread();
    answers[1]?.give("published");
    await again;
    answers[0]?.give("recorded");
    await nextTick();
    expect(state.thing).toBe("published");
  });
});
