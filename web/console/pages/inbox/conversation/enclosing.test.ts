// @vitest-environment happy-dom

import { afterEach, describe, expect, it } from "vitest";
import { type App, createApp, defineComponent, h, nextTick, reactive } from "vue";
import { FILE_LIMIT } from "../../../../shared/protocol";
import type { OpenCase } from "../../../state/open-case";
import { words } from "../../../words";
import EnclosingButton from "./EnclosingButton.vue";
import EnclosingTray from "./EnclosingTray.vue";
import { type Enclosing, useEnclosing } from "./enclosing";

const PICTURE = new File(["picture"], "样件.png", { type: "image/png" });
const CONTRACT = new File(["%PDF"], "合同.pdf", { type: "application/pdf" });
const shown: App[] = [];

/** A composer's part, for an account that can bring so much. */
function compose(files: "all" | "pictures" | "none" = "all", replying = { now: true }): Enclosing {
  const open = { state: reactive({ detail: { channel_state: { files } } }) } as unknown as OpenCase;
  let enclosing: Enclosing | undefined;
  const Part = defineComponent(() => {
    const its = useEnclosing(open, () => replying.now);
    enclosing = its;
    return () => [h(EnclosingTray, { enclosing: its }), h(EnclosingButton, { enclosing: its })];
  });
  const app = createApp(Part);
  app.mount(document.body.appendChild(document.createElement("div")));
  shown.push(app);
  if (enclosing === undefined) throw new Error("not mounted");
  return enclosing;
}

function carried(files: readonly File[], ...types: string[]): DataTransfer {
  return {
    files,
    types: files.length > 0 ? ["Files", ...types] : types,
  } as unknown as DataTransfer;
}

function paste(enclosing: Enclosing, data: DataTransfer): boolean {
  const event = new Event("paste", { cancelable: true });
  enclosing.paste(Object.assign(event, { clipboardData: data }) as unknown as ClipboardEvent);
  return event.defaultPrevented;
}

function drop(data: DataTransfer): boolean {
  const event = new Event("drop", { cancelable: true });
  document.dispatchEvent(Object.assign(event, { dataTransfer: data }));
  return event.defaultPrevented;
}

const names = (): (string | null)[] =>
  [...document.querySelectorAll(".tray .name")].map((each) => each.textContent);

afterEach(() => {
  for (const app of shown.splice(0)) app.unmount();
  document.body.replaceChildren();
});

describe("what goes with the next message", () => {
  it("is seen before it is sent, and can be taken away", async () => {
    const enclosing = compose();
    enclosing.add([PICTURE, CONTRACT]);
    await nextTick();
    expect(names()).toEqual(["样件.png", "合同.pdf"]);
    expect(document.querySelectorAll<HTMLImageElement>(".tray img")).toHaveLength(1);
    const label = words.value.composing.removeFile("样件.png");
    document.querySelector<HTMLButtonElement>(`[aria-label="${label}"]`)?.click();
    await nextTick();
    expect(names()).toEqual(["合同.pdf"]);
    expect(enclosing.take()).toEqual([CONTRACT]);
    await nextTick();
    expect(names()).toEqual([]);
  });

  it("may be pasted, but words of an office program stay words", async () => {
    const enclosing = compose();
    expect(paste(enclosing, carried([PICTURE], "text/html", "text/plain"))).toBe(false);
    expect(paste(enclosing, carried([], "text/plain"))).toBe(false);
    expect(paste(enclosing, carried([PICTURE], "text/html"))).toBe(true);
    await nextTick();
    expect(names()).toEqual(["样件.png"]);
  });

  it("may be dropped; nothing that is dropped while one may not reply leads away", async () => {
    const replying = { now: false };
    compose("all", replying);
    expect(drop(carried([CONTRACT]))).toBe(true);
    await nextTick();
    expect(names()).toEqual([]);
    replying.now = true;
    expect(drop(carried([CONTRACT]))).toBe(true);
    await nextTick();
    expect(names()).toEqual(["合同.pdf"]);
  });

  it("is neither empty nor larger than the server takes", async () => {
    const enclosing = compose();
    const huge = new File([new Uint8Array(FILE_LIMIT + 1)], "大.png", { type: "image/png" });
    enclosing.add([huge, new File([], "空.png"), PICTURE]);
    await nextTick();
    expect(names()).toEqual(["样件.png"]);
    expect(document.body.textContent).toContain(words.value.composing.fileTooLarge("大.png"));
    expect(document.body.textContent).toContain(words.value.composing.fileEmpty("空.png"));
  });

  it("is of a kind that can be sent, as far as its name tells", async () => {
    const enclosing = compose();
    const program = new File(["MZ"], "报价.exe", { type: "application/x-msdownload" });
    const shouted = new File(["%PDF"], "检测报告.PDF");
    enclosing.add([program, shouted, new File(["?"], "截图")]);
    await nextTick();
    expect(names()).toEqual(["检测报告.PDF", "截图"]);
    expect(document.body.textContent).toContain(words.value.composing.fileKind("报价.exe"));
  });

  it("is a picture where the account can bring nothing else", async () => {
    compose("pictures").add([CONTRACT, PICTURE]);
    await nextTick();
    expect(names()).toEqual(["样件.png"]);
  });

  it("tells beforehand what the owner could not be sent", async () => {
    compose("pictures");
    expect(document.body.textContent).toContain(words.value.composing.onlyPictures);
    expect(document.querySelector("input")?.accept).not.toContain("pdf");
    const none = compose("none");
    const buttons = document.querySelectorAll<HTMLButtonElement>(".tool");
    expect([...buttons].map((each) => each.disabled)).toEqual([false, true]);
    none.add([PICTURE]);
    await nextTick();
    expect(names()).toEqual([]);
  });
});
