import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PATIENCE } from "../../shared/patience";
import { Refused, Unreachable } from "./api";
import { browserExclusive } from "./exclusive";
import { keepIn } from "./keep";
import { Outbox, type Send } from "./outbox";
import { openPendingStore, type PendingStore } from "./pending-store";

const alone = browserExclusive(undefined);
const memory = keepIn(() => {
  throw new Error("refused");
});

describe.each([
  ["IndexedDB", () => openPendingStore(memory, new IDBFactory())],
  ["localStorage", () => openPendingStore(keepIn(plainStorage), undefined)],
])("outbox kept in %s", (_name, openStore) => {
  let store: PendingStore;
  let sent: string[];
  let seqs: number;

  const take: Send = async (_id, said) => {
    sent.push("text" in said ? said.text : "button_id" in said ? said.button_id : said.name);
    seqs += 1;
    return seqs;
  };

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    store = await openStore();
    sent = [];
    seqs = 0;
  });
  afterEach(() => vi.useRealTimers());

  it("stores a message before it sends it, and forgets it when the server has it", async () => {
    const stored: number[] = [];
    const outbox = new Outbox(
      store,
      async (id, said) => {
        stored.push((await store.list()).length);
        return await take(id, said);
      },
      alone,
    );
    await outbox.add({ text: "气孔" }, "气孔");
    expect(stored).toEqual([1]);
    expect(await store.list()).toEqual([]);
    expect(outbox.messages[0]).toMatchObject({ label: "气孔", seq: 1 });
  });

  it("keeps the order while the line is down, and the same id for every try", async () => {
    let down = true;
    const ids: string[] = [];
    const send: Send = async (id, said) => {
      ids.push(id);
      if (down) throw new Unreachable("down");
      return await take(id, said);
    };
    const outbox = new Outbox(store, send, alone);
    await outbox.add({ text: "一" }, "一");
    await outbox.add({ text: "二" }, "二");
    await outbox.add({ text: "二" }, "二");
    expect(new Set(ids).size).toBe(1);
    expect(outbox.messages[0]?.failures).toBe(3);
    down = false;
    await vi.waitFor(() => expect(sent).toEqual(["一", "二", "二"]), PATIENCE);
    expect(new Set(ids).size).toBe(3);
  });

  it("delivers after a reload what an earlier page could not", async () => {
    const fails: Send = async () => {
      throw new Unreachable("down");
    };
    const before = new Outbox(store, fails, alone);
    await before.add({ text: "一" }, "一");
    await before.add({ button_id: "b1" }, "10万元以内");
    before.stop();
    const after = new Outbox(store, take, alone);
    await after.restore();
    expect(after.messages.map((message) => message.label)).toEqual(["一", "10万元以内"]);
    await after.flush();
    expect(sent).toEqual(["一", "b1"]);
  });

  it("waits as long as the server asks when it is told to slow down", async () => {
    let answers = 0;
    const send: Send = async (id, said) => {
      answers += 1;
      if (answers === 1) throw new Refused(429, "too_many_requests", "", 5_000);
      return await take(id, said);
    };
    const outbox = new Outbox(store, send, alone);
    await outbox.add({ text: "快" }, "快");
    expect(outbox.messages[0]).toMatchObject({ failures: 1, reason: "busy" });
    await vi.advanceTimersByTimeAsync(4_999);
    expect(answers).toBe(1);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(sent).toEqual(["快"]);
  });

  it("shows what was refused, sends what follows, and keeps it until it is discarded", async () => {
    const send: Send = async (id, said) => {
      if ("text" in said && said.text === "长")
        throw new Refused(413, "too_large", "内容太长了", 0);
      return await take(id, said);
    };
    const outbox = new Outbox(store, send, alone);
    await outbox.add({ text: "长" }, "长");
    await outbox.add({ text: "短" }, "短");
    expect(sent).toEqual(["短"]);
    const refused = outbox.messages.find((message) => message.refusal !== "");
    expect(refused?.refusal).toBe("内容太长了");
    expect(await store.list()).toHaveLength(1);
    await outbox.discard(refused?.id ?? "");
    expect(await store.list()).toEqual([]);
  });

  it("never discards a message that may still be sent", async () => {
    const outbox = new Outbox(store, () => Promise.reject(new Unreachable("down")), alone);
    await outbox.add({ text: "一" }, "一");
    await outbox.discard(outbox.messages[0]?.id ?? "");
    expect(outbox.messages).toHaveLength(1);
    outbox.stop();
  });

  it("drops the bubble once the log shows the message, whichever way it got there", async () => {
    const outbox = new Outbox(store, () => Promise.reject(new Unreachable("cut off")), alone);
    await outbox.add({ text: "到了但没回音" }, "到了但没回音");
    await outbox.settle(new Set([outbox.messages[0]?.id ?? ""]));
    expect(outbox.messages).toEqual([]);
    expect(await store.list()).toEqual([]);
    outbox.stop();
  });
});

function plainStorage(): Storage {
  return storage;
}

const entries = new Map<string, string>();
const storage: Storage = {
  get length() {
    return entries.size;
  },
  clear: () => entries.clear(),
  key: (index) => [...entries.keys()][index] ?? null,
  getItem: (key) => entries.get(key) ?? null,
  setItem: (key, value) => void entries.set(key, value),
  removeItem: (key) => void entries.delete(key),
};
beforeEach(() => entries.clear());

it("does not wait for a database that never answers", async () => {
  vi.useFakeTimers();
  const stuck = { open: () => ({}) } as unknown as IDBFactory;
  const opening = openPendingStore(memory, stuck);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await (await opening).list()).toEqual([]);
  vi.useRealTimers();
});
