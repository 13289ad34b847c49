// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ToHost } from "../shared/bridge";
import { Panel } from "./panel";
import { readSettings } from "./settings";

const ORIGIN = "https://desk.example";

function script(attributes: Record<string, string>): HTMLScriptElement {
  const element = document.createElement("script");
  element.type = "text/plain";
  element.setAttribute("src", `${ORIGIN}/widget.js`);
  Object.assign(element.dataset, attributes);
  return element;
}

function place(attributes: Record<string, string> = {}): Panel {
  const panel = new Panel(readSettings(script(attributes)));
  panel.place();
  return panel;
}

const shadow = (): ShadowRoot =>
  document.querySelector("[data-frontdesk]")?.shadowRoot as ShadowRoot;
const frame = (): HTMLIFrameElement => shadow().querySelector("iframe") as HTMLIFrameElement;
const box = (): HTMLElement => shadow().querySelector(".panel") as HTMLElement;
const launcher = (): HTMLButtonElement => shadow().querySelector("button") as HTMLButtonElement;

/** The widget inside the iframe: what it was told, and a way to speak as it (or as an impostor). */
function widget() {
  const inside = { postMessage: vi.fn() };
  vi.spyOn(frame(), "contentWindow", "get").mockReturnValue(inside as unknown as Window);
  const say = (data: Partial<ToHost>, origin = ORIGIN, source: unknown = inside): void => {
    const event = new MessageEvent("message", { data: { frontdesk: 1, ...data }, origin });
    Object.defineProperty(event, "source", { value: source });
    window.dispatchEvent(event);
  };
  return { told: inside.postMessage, say };
}

beforeEach(() => {
  localStorage.clear();
  // The address is looked at, never fetched.
  vi.spyOn(HTMLIFrameElement.prototype, "src", "set").mockImplementation(function (
    this: HTMLIFrameElement,
    address: string,
  ) {
    this.dataset.address = address;
  });
  vi.spyOn(HTMLIFrameElement.prototype, "src", "get").mockImplementation(function (
    this: HTMLIFrameElement,
  ) {
    return this.dataset.address ?? "";
  });
});

afterEach(() => {
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

describe("the launcher", () => {
  it("loads nothing of the widget before it is opened", () => {
    place();
    expect(frame().src).toBe("");
    expect(box().hidden).toBe(true);
  });

  it("opens the widget and names the host page's exact origin to it", () => {
    place({ lang: "en", color: "#8a2b2b" });
    launcher().click();
    const address = new URL(frame().src);
    expect(address.origin + address.pathname).toBe(`${ORIGIN}/widget/`);
    expect(address.searchParams.get("host")).toBe(location.origin);
    expect(address.searchParams.get("lang")).toBe("en");
    expect(address.searchParams.get("accent")).toBe("#8a2b2b");
    expect(box().hidden).toBe(false);
    expect(launcher().hidden).toBe(true);
  });

  it("takes only a plain colour", () => {
    expect(readSettings(script({ color: "red;}*{display:none" })).accent).toBe("");
  });

  it("takes language, theme and the site's own colours", () => {
    document.documentElement.style.cssText = "--frontdesk-accent:#ffcc00;--frontdesk-radius:4px";
    place({ locale: "en-GB", theme: "dark", position: "bottom-left" });
    launcher().click();
    const { searchParams } = new URL(frame().src);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      lang: "en",
      theme: "dark",
      accent: "#ffcc00",
      radius: "4px",
    });
    expect(shadow().querySelector(".stage")?.className).toContain("left");
    const host = shadow().host as HTMLElement;
    expect(host.style.getPropertyValue("--on-accent"), "readable on yellow").toBe("#000");
    document.documentElement.style.cssText = "";
  });

  it("closes on Escape and gives the focus back to where it was", () => {
    const opener = document.createElement("button");
    opener.dataset.frontdeskOpen = "";
    document.body.append(opener);
    place();
    opener.focus();
    opener.click();
    expect(box().hidden).toBe(false);
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(box().hidden).toBe(true);
    expect(document.activeElement).toBe(opener);
  });
});

describe("talking with the widget", () => {
  it("hands over what was asked once the widget is ready, to its exact origin", () => {
    const panel = place();
    panel.ask("焊接专利");
    const { told, say } = widget();
    expect(told).not.toHaveBeenCalled();
    say({ type: "ready" });
    expect(told.mock.calls.map(([message, origin]) => [message.type, origin])).toEqual([
      ["shown", ORIGIN],
      ["ask", ORIGIN],
    ]);
  });

  it("shows how much is unread", () => {
    place();
    const { say } = widget();
    say({ type: "unread", count: 3 });
    expect(shadow().querySelector(".badge")?.textContent).toBe("3");
    expect(launcher().getAttribute("aria-label")).toContain("3 条新消息");
    say({ type: "unread", count: 0 });
    expect(shadow().querySelector<HTMLElement>(".badge")?.hidden).toBe(true);
  });

  it("believes neither another origin nor another window", () => {
    place().open();
    const { say } = widget();
    say({ type: "close" }, "https://evil.example");
    say({ type: "close" }, ORIGIN, window);
    expect(box().hidden).toBe(false);
    say({ type: "close" });
    expect(box().hidden).toBe(true);
  });

  it("vouches for the visitor once the widget is there to hear it", () => {
    const panel = place();
    panel.identify("signed");
    expect(frame().src, "and loads nothing for that").toBe("");
    panel.open();
    const { told, say } = widget();
    say({ type: "ready" });
    expect(told).toHaveBeenLastCalledWith(
      { frontdesk: 1, type: "identify", jwt: "signed" },
      ORIGIN,
    );
    panel.forget();
    expect(told).toHaveBeenLastCalledWith({ frontdesk: 1, type: "forget" }, ORIGIN);
  });

  it("tells the page what happens, but not what is said", () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const panel = place();
    const heard: unknown[] = [];
    panel.on("open", () => {
      throw new Error("a fault of the page");
    });
    for (const event of ["open", "close", "unread", "message", "identified"] as const) {
      panel.on(event, (detail) => heard.push([event, detail]));
    }
    panel.on("close", () => heard.push("never"))();
    panel.open();
    const { say } = widget();
    say({ type: "message", author: "staff", seq: 4, text: "密" } as Partial<ToHost>);
    say({ type: "unread", count: 1 });
    say({ type: "identified", accepted: true });
    panel.close();
    expect(heard).toEqual([
      ["open", {}],
      ["message", { author: "staff", seq: 4 }],
      ["unread", { count: 1 }],
      ["identified", { accepted: true }],
      ["close", {}],
    ]);
  });

  it("keeps for the widget what the browser does not let it keep", () => {
    place();
    const { told, say } = widget();
    say({ type: "keep", entries: { "frontdesk.token": "t" } });
    say({ type: "recall" });
    expect(told).toHaveBeenCalledWith(
      { frontdesk: 1, type: "kept", entries: { "frontdesk.token": "t" } },
      ORIGIN,
    );
  });
});

it("leaves a way on and a way out where the widget never arrives", () => {
  vi.useFakeTimers();
  place().open();
  vi.advanceTimersByTime(12_000);
  const [onward, out] = shadow().querySelectorAll<HTMLAnchorElement>("p a");
  expect(frame().hidden).toBe(true);
  expect(onward?.href).toBe(`${ORIGIN}/widget/`);
  out?.click();
  expect(box().hidden).toBe(true);
  vi.useRealTimers();
});

it("makes one chat of a script that is included twice", async () => {
  const tag = script({});
  vi.spyOn(document, "currentScript", "get").mockReturnValue(tag);
  await import("./loader");
  vi.resetModules();
  await import("./loader");
  expect(document.querySelectorAll("[data-frontdesk]")).toHaveLength(1);
  expect(window.FrontDesk).toBeInstanceOf(Object);
});
