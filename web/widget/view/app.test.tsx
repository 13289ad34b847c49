// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PATIENCE } from "../../shared/patience";
import { readMessage, readPage } from "../../shared/protocol";
import { wordsFor } from "../../shared/words";
import { type Api, Refused } from "../core/api";
import { Conversation } from "../core/conversation";
import { browserExclusive } from "../core/exclusive";
import { keepIn } from "../core/keep";
import { openPendingStore } from "../core/pending-store";
import { App } from "./app";

const words = wordsFor("zh-CN");
const nowhere = () =>
  keepIn(() => {
    throw new Error("memory only");
  });

/** A server whose log the test writes; sockets never open, reads answer at once. */
class ScriptedApi implements Api {
  log: object[] = [];
  sent: object[] = [];
  rated: [seq: number, score: number][] = [];
  refusal: Refused | undefined;

  async openSession() {
    return { token: "t", conversationId: "c" };
  }
  async send(_token: string, id: string, said: object): Promise<number> {
    if (this.refusal !== undefined) throw this.refusal;
    this.sent.push(said);
    const text = "text" in said ? said.text : "（按钮）";
    this.log.push({ seq: this.log.length + 1, author: "user", client_msg_id: id, text });
    return this.log.length;
  }
  async read(_token: string, after: number) {
    return readPage({ messages: this.log.filter((m) => (readMessage(m)?.seq ?? 0) > after) });
  }
  async readBack(_token: string, before: number | undefined, limit: number) {
    const earlier = this.log.filter((m) => (readMessage(m)?.seq ?? 0) < (before ?? Infinity));
    const messages = earlier.slice(-limit);
    return readPage({ messages, has_more: messages.length < earlier.length });
  }
  openSocket(): WebSocket {
    return { close: () => undefined } as WebSocket;
  }
  follow(): Promise<void> {
    return new Promise(() => undefined);
  }
  async identify() {
    return "c";
  }
  async fetchFile() {
    return new Blob(["x"], { type: "image/png" });
  }
  async tellRead() {
    // Nobody looks at it.
  }
  async rate(_token: string, seq: number, score: number) {
    this.rated.push([seq, score]);
  }
  async closeSession() {
    // Nothing is open.
  }
}

let api: ScriptedApi;
let root: HTMLElement;
let conversation: Conversation;

async function show(): Promise<void> {
  const keep = nowhere();
  if (api.log.length > 0) keep.set("frontdesk.token", "t");
  const store = await openPendingStore(keep, undefined);
  const exclusive = browserExclusive(undefined);
  conversation = new Conversation({ api, keep, store, exclusive });
  const stage = { closable: true, openings: 0, suggestion: undefined };
  await act(async () => {
    render(
      <App conversation={conversation} stage={stage} drafts={nowhere()} onClose={onClose} />,
      root,
    );
    await conversation.resume();
    await answered();
  });
}

/** The scripted server answers without delay: one turn of the event loop later all is said. */
const answered = () => new Promise((resolve) => setTimeout(resolve));

const onClose = vi.fn();
const all = (selector: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)];
const shown = (selector: string): string[] => all(selector).map((e) => e.textContent ?? "");
const field = (): HTMLTextAreaElement => root.querySelector("textarea") as HTMLTextAreaElement;

async function type(text: string): Promise<void> {
  await act(async () => {
    field().value = text;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
}

async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  await act(async () => {
    field().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }));
    await answered();
  });
}

async function click(selector: string): Promise<void> {
  await act(async () => {
    all(selector)[0]?.click();
    await answered();
  });
}

beforeEach(() => {
  api = new ScriptedApi();
  root = document.createElement("div");
  document.body.append(root);
  onClose.mockReset();
});

afterEach(() => {
  conversation.stop();
  render(null, root);
  root.remove();
});

describe("composer", () => {
  it("sends on Enter, clears itself, and takes Shift+Enter for a new line", async () => {
    await show();
    await type("  气孔老是超标 ");
    await press("Enter", { shiftKey: true });
    expect(api.sent).toEqual([]);
    await press("Enter");
    expect(api.sent).toEqual([{ text: "气孔老是超标" }]);
    expect(field().value).toBe("");
  });

  it.each([
    ["isComposing", { isComposing: true }],
    ["key code 229", { keyCode: 229 }],
  ])("does not send while an input method is at work (%s)", async (_name, init) => {
    await show();
    await type("qikong");
    await press("Enter", init);
    expect(api.sent).toEqual([]);
    expect(field().value).toBe("qikong");
  });

  it("sends nothing empty, and nothing over the limit, and says by how much", async () => {
    await show();
    await type("  \n ");
    await press("Enter");
    await type("字".repeat(4001));
    await press("Enter");
    expect(api.sent).toEqual([]);
    expect(shown(".left")).toEqual([words.over(1)]);
    await type("字".repeat(3990));
    expect(shown(".left")).toEqual([words.left(10)]);
  });

  it("gives a refused text back for editing", async () => {
    api.refusal = new Refused(400, "bad_request", "请换个说法", 0);
    await show();
    await type("？？？");
    await press("Enter");
    expect(shown(".unsent")).toEqual([`${words.refused}：请换个说法`]);
    await click(".delivery .link");
    expect(field().value).toBe("？？？");
    expect(all(".pending")).toEqual([]);
  });

  it("closes the panel on Escape, but not the word list of an input method", async () => {
    await show();
    await press("Escape", { isComposing: true });
    expect(onClose).not.toHaveBeenCalled();
    await press("Escape");
    expect(onClose).toHaveBeenCalledOnce();
  });
});

describe("transcript", () => {
  it("shows what staff sent as it shows the visitor's own: pictures at once, documents to save", async () => {
    const file = (kind: string, name: string): object => ({ kind, name, size: 2_621_440 });
    const sent = { author: "staff", author_name: "王老师" };
    api.log.push(
      { seq: 1, ...sent, text: "〔图片〕", file: file("image", "样件.png") },
      { seq: 2, ...sent, text: "〔文件〕", file: file("file", "合同草案.pdf") },
    );
    await show();
    await act(async () => {
      await answered();
    });
    const picture = root.querySelector<HTMLImageElement>(".row.staff .picture img");
    expect(picture?.alt).toBe(words.picture("样件.png"));
    expect(shown(".row.staff .file")).toEqual([words.download("合同草案.pdf", "2.5 MB")]);
    expect(shown(".row.staff .author")).toEqual([`${words.staff} 王老师`]);
    expect(shown(".bubble").filter((text) => text.includes("〔"))).toEqual([]);
  });

  it("offers examples before the first word, and sends the one that is pressed", async () => {
    await show();
    expect(shown(".examples button")).toEqual(words.examples);
    await click(".examples button");
    expect(api.sent).toEqual([{ text: words.examples[0] }]);
    await vi.waitFor(() => expect(all(".examples")).toEqual([]), PATIENCE);
  });

  it("sends a button by its id, and takes the buttons away once it is answered", async () => {
    const buttons = [
      { id: "b1", title: "10万元以内" },
      { id: "b2", title: "先不填" },
    ];
    api.log = [{ seq: 1, author: "bot", text: "预算？", buttons }];
    await show();
    expect(shown(".chips .chip")).toEqual(["10万元以内", "先不填"]);
    await click(".chips .chip");
    expect(api.sent).toEqual([{ button_id: "b1" }]);
    expect(all(".chips")).toEqual([]);
  });

  it("shows a card with its kind, reasons, facts, and that it is demo data", async () => {
    const card = {
      kind: "patent",
      id: "p1",
      title: "焊缝跟踪装置",
      subtitle: "某大学",
      reasons: ["用途一致", "在预算内"],
      facts: { 许可费: "3万元" },
      buttons: [{ id: "how", title: "怎么办理" }],
      demo: true,
    };
    api.log = [
      { seq: 1, author: "bot", text: "找到1件", cards: [card] },
      { seq: 2, author: "user", text: "嗯" },
    ];
    await show();
    expect(shown(".tag")).toEqual(["开放许可专利", "演示数据"]);
    expect(shown(".reasons h3")).toEqual(["为什么推荐"]);
    expect(shown(".reasons li")).toEqual(["用途一致", "在预算内"]);
    expect(shown(".facts th")).toEqual(["许可费"]);
    expect(shown(".facts td")).toEqual(["3万元"]);
    await click(".card-buttons .chip");
    expect(api.sent).toEqual([{ button_id: "how" }]);
  });

  it("names who speaks, and who is serving", async () => {
    api.log = [
      { seq: 1, author: "bot", text: "您好" },
      { seq: 2, author: "staff", author_name: "王老师", text: "我来" },
    ];
    vi.spyOn(api, "readBack").mockResolvedValue(readPage({ messages: api.log, owner: "staff" }));
    await show();
    expect(shown(".author")).toEqual([words.bot, "工作人员 王老师"]);
    expect(shown(".notice")).toEqual(["工作人员 王老师 正在为您服务"]);
    expect(all(".person")).toEqual([]);
  });

  it("announces through a polite log", async () => {
    await show();
    const log = root.querySelector("[role=log]");
    expect(log?.getAttribute("aria-live")).toBe("polite");
    expect(log?.getAttribute("aria-label")).toBe(words.log);
  });

  it("shows markup of any origin as text", async () => {
    const evil = `<img src=x onerror=alert(1)><script>alert(1)</script>[a](javascript:alert(1))`;
    const card = {
      kind: evil,
      id: evil,
      title: evil,
      subtitle: evil,
      reasons: [evil],
      facts: { [evil]: evil },
      buttons: [{ id: evil, title: evil, style: evil }],
    };
    api.log = [
      { seq: 1, author: "user", text: evil },
      {
        seq: 2,
        author: "staff",
        author_name: evil,
        text: evil,
        cards: [card],
        buttons: card.buttons,
      },
    ];
    await show();
    expect(all("img, script, a")).toEqual([]);
    expect(shown(".bubble")).toEqual([evil, evil]);
    expect(shown(".card-title")).toEqual([evil]);
    expect(all("[class*='<']")).toEqual([]);
  });
});
