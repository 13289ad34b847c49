import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket as NodeSocket } from "ws";
import { FakeServer } from "../../dev/fake-server.mjs";
import { PATIENCE } from "../../shared/patience";
import { type Api, httpApi } from "./api";
import { Conversation } from "./conversation";
import { browserExclusive } from "./exclusive";
import { type Keep, keepIn } from "./keep";
import { openPendingStore } from "./pending-store";

/** Like a browser's, it reports a failed handshake by closing, not by an uncaught error. */
class BrowserSocket extends NodeSocket {
  constructor(url: URL, protocols: string[]) {
    super(url, protocols);
    this.on("error", () => undefined);
  }
}

/** A browser's storage: it outlives the page (a Conversation) that uses it. */
function newKeep(): Keep {
  return keepIn(() => {
    throw new Error("memory only");
  });
}

let server: FakeServer;
let api: Api;
let pages: Conversation[];

async function openPage(keep: Keep): Promise<Conversation> {
  const store = await openPendingStore(keep, undefined);
  const page = new Conversation({ api, keep, store, exclusive: browserExclusive(undefined) });
  pages.push(page);
  await page.resume();
  return page;
}

const texts = (page: Conversation): string[] => page.snapshot.messages.map((m) => m.text);

async function live(page: Conversation): Promise<void> {
  await vi.waitFor(() => expect(page.snapshot.link).toBe("live"), PATIENCE);
  if (server.refuseSockets) return;
  await vi.waitFor(() => expect(server.only.sockets.size).toBe(1), PATIENCE);
}

beforeEach(async () => {
  vi.stubGlobal("WebSocket", BrowserSocket);
  server = new FakeServer();
  server.answers = false;
  api = httpApi(new URL(`http://127.0.0.1:${await server.listen(0)}/webchat/`));
  pages = [];
});

afterEach(async () => {
  for (const page of pages) page.stop();
  await server.close();
  vi.unstubAllGlobals();
});

describe("a conversation", () => {
  it("is not opened before the first word", async () => {
    await openPage(newKeep());
    expect(server.sessions.size).toBe(0);
  });

  it("shows the visitor's message from the log, once, and the answer after it", async () => {
    server.answers = true;
    server.delayMs = 10;
    const page = await openPage(newKeep());
    await page.say("电机噪音大");
    await vi.waitFor(() => expect(page.snapshot.messages).toHaveLength(3), PATIENCE);
    expect(texts(page)[0]).toBe("电机噪音大");
    expect(page.snapshot.pending).toEqual([]);
    expect(page.snapshot.typing).toBe(false);
  });

  it("ends the typing sign with whatever answers, an apology included", async () => {
    const page = await openPage(newKeep());
    await page.say("在吗");
    await live(page);
    server.type(server.only, true);
    await vi.waitFor(() => expect(page.snapshot.typing).toBe(true), PATIENCE);
    server.say(server.only, { author: "system", text: "对不起，没能回答。" });
    await vi.waitFor(() => expect(page.snapshot.typing).toBe(false), PATIENCE);
  });

  it("shows that its first message is being answered, before the line is open", async () => {
    const page = await openPage(newKeep());
    await page.say("在吗");
    expect(page.snapshot.typing).toBe(true);
    server.say(server.only, { author: "bot", text: "在" });
    await vi.waitFor(() => expect(page.snapshot.typing).toBe(false), PATIENCE);
  });

  it("takes two equal texts for two messages", async () => {
    const page = await openPage(newKeep());
    await Promise.all([page.say("好"), page.say("好")]);
    await vi.waitFor(() => expect(texts(page)).toEqual(["好", "好"]), PATIENCE);
    expect(page.snapshot.pending).toEqual([]);
  });

  it("stores a message once although the answer to the first try was lost", async () => {
    const page = await openPage(newKeep());
    const send = api.send;
    vi.spyOn(api, "send").mockImplementationOnce(async (...args) => {
      await send(...args);
      return await Promise.reject(new (await import("./api")).Unreachable("cut"));
    });
    await page.say("收到没有");
    await vi.waitFor(() => expect(texts(page)).toEqual(["收到没有"]), PATIENCE);
    await page.retry();
    expect(server.only.log).toHaveLength(1);
    expect(page.snapshot.pending).toEqual([]);
  });

  it("goes on after a reload, in the same conversation", async () => {
    const keep = newKeep();
    const before = await openPage(keep);
    await before.say("一");
    before.stop();
    const after = await openPage(keep);
    await vi.waitFor(() => expect(texts(after)).toEqual(["一"]), PATIENCE);
    expect(server.sessions.size).toBe(1);
  });

  describe("with a long history", () => {
    async function openAgain(): Promise<Conversation> {
      const keep = newKeep();
      const before = await openPage(keep);
      await before.say("一");
      before.stop();
      for (let n = 0; n < 250; n += 1) server.say(server.only, { author: "bot", text: `${n}` });
      const after = await openPage(keep);
      await vi.waitFor(() => expect(texts(after).at(-1)).toBe("249"), PATIENCE);
      return after;
    }

    it("is opened at its end, and read back when asked", async () => {
      const page = await openAgain();
      expect(page.snapshot.earlier).toBe(true);
      expect(page.snapshot.messages.length).toBeLessThan(100);
      await Promise.all([page.readEarlier(), page.readEarlier()]);
      const seqs = page.snapshot.messages.map((m) => m.seq);
      expect(seqs).toEqual(Array.from(seqs, (_, n) => 252 - seqs.length + n));
      expect(await page.readAll()).toBe(true);
      expect(texts(page)[0]).toBe("一");
      expect(page.snapshot.messages).toHaveLength(251);
      expect(page.snapshot.earlier).toBe(false);
    });

    it("goes on to show what comes, whatever was read back", async () => {
      const page = await openAgain();
      await page.readEarlier();
      server.say(server.only, { author: "staff", text: "新的" });
      await vi.waitFor(() => expect(texts(page).at(-1)).toBe("新的"), PATIENCE);
    });

    it("says so where earlier messages could not be read", async () => {
      const page = await openAgain();
      // More than one: the page reads what is new at the same door while it opens.
      server.failures.set("/webchat/messages", new Array<number>(20).fill(503));
      expect(await page.readAll()).toBe(false);
    });
  });

  it("begins anew when the session has expired, and keeps what was not sent yet", async () => {
    const keep = newKeep();
    const page = await openPage(keep);
    await page.say("旧的");
    await live(page);
    server.sessions.clear();
    await page.say("新的");
    await vi.waitFor(() => expect(texts(page)).toEqual(["新的"]), PATIENCE);
    expect(server.sessions.size).toBe(1);
    expect(page.snapshot.pending).toEqual([]);
  });

  it("counts what was said unseen, across reloads", async () => {
    const keep = newKeep();
    const page = await openPage(keep);
    await page.say("在吗");
    await live(page);
    server.say(server.only, { author: "staff", text: "在", author_name: "王老师" });
    await vi.waitFor(() => expect(page.snapshot.unread).toBe(1), PATIENCE);
    page.markRead();
    expect(page.snapshot.unread).toBe(0);
    page.stop();
    server.say(server.only, { author: "staff", text: "还在" });
    const again = await openPage(keep);
    await vi.waitFor(() => expect(again.snapshot.unread).toBe(1), PATIENCE);
  });
});

describe("a visitor whom the site vouches for", () => {
  it("gets on another device what was said on the first", async () => {
    const phone = await openPage(newKeep());
    await phone.say("在手机上说的");
    expect(await phone.identify("user-7")).toMatchObject({ accepted: true });
    const desktop = await openPage(newKeep());
    expect(await desktop.identify("user-7")).toMatchObject({ accepted: true });
    await vi.waitFor(() => expect(texts(desktop)).toEqual(["在手机上说的"]), PATIENCE);
    expect(desktop.snapshot.renewed).toBe(false);
  });

  it("is introduced as soon as the server answers again", async () => {
    const page = await openPage(newKeep());
    server.failures.set("/webchat/identity", [503]);
    expect(await page.identify("user-7")).toMatchObject({ accepted: true });
    expect(server.people.size).toBe(1);
  });

  it("goes on unknown where the word was forged", async () => {
    const page = await openPage(newKeep());
    await page.say("一");
    const refused = { accepted: false, reason: "token" };
    expect(await page.identify("forged")).toMatchObject(refused);
    await vi.waitFor(() => expect(texts(page)).toEqual(["一"]), PATIENCE);
  });

  it("leaves nothing behind after signing out", async () => {
    const keep = newKeep();
    const page = await openPage(keep);
    await page.say("私事");
    await live(page);
    await page.forget();
    expect(page.snapshot.messages).toEqual([]);
    expect(server.sessions.size).toBe(0);
    const next = await openPage(keep);
    await next.say("下一位");
    await vi.waitFor(() => expect(texts(next)).toEqual(["下一位"]), PATIENCE);
  });

  it("has nothing sent in their name by another tab after signing out", async () => {
    const keep = newKeep();
    const [page, other] = [await openPage(keep), await openPage(keep)];
    await page.say("私事");
    await other.say("也是");
    await vi.waitFor(() => expect(texts(other)).toContain("也是"), PATIENCE);
    server.failures.set("/webchat/messages", new Array<number>(20).fill(503));
    await other.say("还没发出去");
    expect(other.snapshot.pending).toHaveLength(1);
    await page.forget();
    server.failures.clear();
    // Its storage event may come late; what it does next must not wait for that.
    await other.retry();
    expect(other.snapshot).toMatchObject({ messages: [], pending: [], renewed: false });
    expect(server.sessions.size).toBe(0);
    await other.say("下一位");
    await vi.waitFor(() => expect(texts(other)).toEqual(["下一位"]), PATIENCE);
    expect(other.snapshot.renewed).toBe(false);
  });

  it("is gone from another tab as soon as that hears of it", async () => {
    const keep = newKeep();
    const [page, other] = [await openPage(keep), await openPage(keep)];
    await page.say("私事");
    await other.say("也是");
    await vi.waitFor(() => expect(server.only.sockets.size).toBe(2), PATIENCE);
    await page.forget();
    other.shared();
    expect(other.snapshot).toMatchObject({ messages: [], pending: [], link: "idle" });
  });
});

describe("on a bad line, a conversation", () => {
  it("delivers what was written while the server was away", async () => {
    const page = await openPage(newKeep());
    await page.say("一");
    await live(page);
    server.failures.set("/webchat/messages", [503, 503, 503]);
    server.cutSockets();
    await Promise.all([page.say("二"), page.say("三")]);
    await vi.waitFor(() => expect(texts(page)).toEqual(["一", "二", "三"]), PATIENCE);
    expect(page.snapshot.pending).toEqual([]);
  });

  it("fetches what it missed while the socket was cut", async () => {
    const page = await openPage(newKeep());
    await page.say("一");
    await live(page);
    server.cutSockets();
    for (let n = 0; n < 50; n += 1) server.say(server.only, { author: "staff", text: `${n}` });
    await vi.waitFor(() => expect(page.snapshot.messages).toHaveLength(51), PATIENCE);
    expect(texts(page).slice(1)).toEqual(Array.from({ length: 50 }, (_, n) => `${n}`));
  });

  it("fills a gap in the announcements by reading", async () => {
    const page = await openPage(newKeep());
    await page.say("一");
    await live(page);
    server.muteSockets = true;
    server.say(server.only, { author: "bot", text: "没推送" });
    server.muteSockets = false;
    server.say(server.only, { author: "bot", text: "推送了" });
    await vi.waitFor(() => expect(texts(page)).toEqual(["一", "没推送", "推送了"]), PATIENCE);
  });

  it("never draws an answer above the words that it answers", async () => {
    const page = await openPage(newKeep());
    await page.say("一");
    await live(page);
    const drawn: string[][] = [];
    page.subscribe(() => drawn.push(texts(page)));
    server.muteSockets = true;
    server.say(server.only, { author: "user", text: "从手机上问的" });
    server.muteSockets = false;
    server.say(server.only, { author: "bot", text: "答" });
    await vi.waitFor(() => expect(texts(page)).toEqual(["一", "从手机上问的", "答"]), PATIENCE);
    expect(drawn).not.toContainEqual(["一", "答"]);
  });

  it("draws an answer whose forerunners cannot be read", async () => {
    const page = await openPage(newKeep());
    await page.say("一");
    await live(page);
    server.failures.set("/webchat/messages", [503]);
    server.muteSockets = true;
    server.say(server.only, { author: "bot", text: "没推送" });
    server.muteSockets = false;
    server.say(server.only, { author: "bot", text: "推送了" });
    await vi.waitFor(() => expect(texts(page)).toEqual(["一", "推送了"]), PATIENCE);
  });

  it("follows an event stream where sockets are blocked", async () => {
    server.refuseSockets = true;
    const page = await openPage(newKeep());
    await page.say("一");
    await vi.waitFor(() => expect(server.only.streams.size).toBe(1), PATIENCE);
    server.type(server.only, true);
    await vi.waitFor(() => expect(page.snapshot.typing).toBe(true), PATIENCE);
    server.say(server.only, { author: "bot", text: "经由事件流" });
    await vi.waitFor(() => expect(texts(page)).toEqual(["一", "经由事件流"]), PATIENCE);
    expect(page.snapshot.link).toBe("live");
  });

  it.each(["refuseStreams", "holdStreams"] as const)(
    "polls where streams are blocked too (%s)",
    async (fault) => {
      server.refuseSockets = true;
      server[fault] = true;
      const page = await openPage(newKeep());
      await page.say("一");
      await vi.waitFor(() => expect(server.only.waiting.size).toBe(1), PATIENCE);
      server.say(server.only, { author: "bot", text: "经由轮询" });
      await vi.waitFor(() => expect(texts(page)).toEqual(["一", "经由轮询"]), PATIENCE);
      expect(page.snapshot.link).toBe("live");
    },
  );

  it("notices a line that went dead without a word", async () => {
    const page = await openPage(newKeep());
    await page.say("一");
    await live(page);
    server.muteSockets = true;
    server.say(server.only, { author: "staff", text: "听得见吗" });
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 21_000);
    await vi.waitFor(() => expect(texts(page)).toEqual(["一", "听得见吗"]), PATIENCE);
    clock.mockRestore();
  });
});
