import { IDBFactory } from "fake-indexeddb";
import { describe, expect, it, vi } from "vitest";
import { FileKeep } from "./file-keep";
import { Problem, Unreachable } from "./problem";
import { FileGone, type Pending, Sending, type Shelf } from "./sending";

const PICTURE = new File(["picture"], "样件.png", { type: "image/png" });

function memory(): Shelf {
  let kept = "[]";
  return {
    read: () => JSON.parse(kept) as Pending[],
    write: (pending) => {
      kept = JSON.stringify(pending);
    },
  };
}

/** What reached the server, by message id; `answer` may refuse. */
function page(shelf: Shelf, factory: IDBFactory, answer: () => void = () => undefined) {
  const keep = new FileKeep(() => factory);
  const reached: [string, string][] = [];
  const send = async ({ id, text, file }: Pending): Promise<void> => {
    const content = file && (await keep.get(id));
    if (file !== undefined && content === undefined) throw new FileGone();
    answer();
    reached.push([id, content === undefined ? text : await content.text()]);
  };
  const sending = new Sending(send, shelf, keep, () => undefined);
  return { sending, keep, reached };
}

describe("files on their way", () => {
  it("go out in the order in which they and the words beside them were sent", async () => {
    const { sending, reached } = page(memory(), new IDBFactory());
    sending.addFile(PICTURE);
    sending.add("这是样件", "reply");
    await vi.waitFor(() => expect(sending.pending).toEqual([]));
    expect(reached.map(([, content]) => content)).toEqual(["picture", "这是样件"]);
  });

  it("stay with the reason where they were refused, and go out again under the same id", async () => {
    let refuses = true;
    const { sending, keep, reached } = page(memory(), new IDBFactory(), () => {
      if (refuses) throw new Problem({ code: "conflict", detail: "小李正在接待" }, 409);
    });
    sending.addFile(PICTURE);
    await vi.waitFor(() => expect(sending.pending[0]?.state).toBe("failed"));
    const [failed] = sending.pending;
    expect(failed?.reason).toBe("小李正在接待");
    refuses = false;
    sending.retry(failed?.id ?? "");
    await vi.waitFor(() => expect(sending.pending).toEqual([]));
    expect(reached).toEqual([[failed?.id, "picture"]]);
    expect(await keep.get(failed?.id ?? "")).toBeUndefined();
  });

  it("outlive the page, until their writer says that they go out", async () => {
    const [shelf, factory] = [memory(), new IDBFactory()];
    const before = page(shelf, factory, () => {
      throw new Unreachable(new Error("away"));
    });
    before.sending.addFile(PICTURE);
    await vi.waitFor(() => expect(before.sending.pending[0]?.state).toBe("waiting"));
    before.sending.stop();

    const after = page(shelf, factory);
    expect(after.sending.pending.map(({ state, file }) => [state, file?.name])).toEqual([
      ["failed", "样件.png"],
    ]);
    after.sending.retry(after.sending.pending[0]?.id ?? "");
    await vi.waitFor(() => expect(after.sending.pending).toEqual([]));
    expect(after.reached.map(([, content]) => content)).toEqual(["picture"]);
  });

  it("say so where the browser has lost them", async () => {
    const shelf = memory();
    const before = page(shelf, new IDBFactory(), () => {
      throw new Unreachable(new Error("away"));
    });
    before.sending.addFile(PICTURE);
    await vi.waitFor(() => expect(before.sending.pending[0]?.state).toBe("waiting"));
    before.sending.stop();

    const { sending, reached } = page(shelf, new IDBFactory());
    sending.retry(sending.pending[0]?.id ?? "");
    await vi.waitFor(() => expect(sending.pending[0]?.lost).toBe(true));
    expect(reached).toEqual([]);
    sending.takeBack(sending.pending[0]?.id ?? "");
    expect(sending.pending).toEqual([]);
  });
});
