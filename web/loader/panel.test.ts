// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
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

const panels: Panel[] = [];

function place(attributes: Record<string, string> = {}): Panel {
  const panel = new Panel(readSettings(script(attributes)));
  panels.push(panel);
  panel.place();
  return panel;
}

const shadow = (): ShadowRoot =>
  document.querySelector("[data-frontdesk]")?.shadowRoot as ShadowRoot;
const frame = (): HTMLIFrameElement => shadow().querySelector("iframe") as HTMLIFrameElement;
const address = (): string | undefined => frame().dataset.address;
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

/** How often the widget was fetched. */
let loads: MockInstance;

beforeEach(() => {
  localStorage.clear();
  // The address is looked at, never fetched.
  loads = vi.spyOn(HTMLIFrameElement.prototype, "src", "set").mockImplementation(function (
    this: HTMLIFrameElement,
    address: string,
  ) {
    this.dataset.address = address;
  });
  vi.spyOn(HTMLIFrameElement.prototype, "src", "get").mockReturnValue("");
});

afterEach(() => {
  for (const panel of panels.splice(0)) panel.destroy();
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

describe("the launcher", () => {
  it("loads nothing of the widget before it is opened", () => {
    place();
    expect(address()).toBeUndefined();
    expect(box().hidden).toBe(true);
  });

  it("opens the widget and names the host page's exact origin to it", () => {
    place({ lang: "en", color: "#8a2b2b" });
    launcher().click();
    const asked = new URL(address() as string);
    expect(asked.origin + asked.pathname).toBe(`${ORIGIN}/widget/`);
    expect(asked.searchParams.get("host")).toBe(location.origin);
    expect(asked.searchParams.get("lang")).toBe("en");
    expect(asked.searchParams.get("accent")).toBe("#8a2b2b");
    expect(box().hidden).toBe(false);
    expect(launcher().hidden).toBe(true);
  });

  it("takes only a plain colour, and tells the page's makers of any other", () => {
    const said = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    expect(readSettings(script({ color: "#8a2b2b" })).accent).toBe("#8a2b2b");
    expect(said).not.toHaveBeenCalled();
    expect(readSettings(script({ color: "red;}*{display:none" })).accent).toBe("");
    expect(said).toHaveBeenCalledWith(expect.stringContaining("data-color: red;}*"));
  });

  it("takes language, theme and the site's own colours", () => {
    document.documentElement.style.cssText = "--frontdesk-accent:#ffcc00;--frontdesk-radius:4px";
    place({ locale: "en-GB", theme: "dark", position: "bottom-left" });
    launcher().click();
    const { searchParams } = new URL(address() as string);
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
    expect(address(), "and loads nothing for that").toBeUndefined();
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

  it("tells how much is unread when that changes, and not at every move", () => {
    const panel = place();
    const heard: number[] = [];
    panel.on("unread", ({ count }) => heard.push(count));
    const { say } = widget();
    for (const count of [0, 0, 1, 1, 2, 0, 0]) say({ type: "unread", count });
    expect(heard).toEqual([1, 2, 0]);
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

describe("whom the site vouches for", () => {
  const identify = (jwt: string) => [{ frontdesk: 1, type: "identify", jwt }, ORIGIN];

  let said: ReturnType<typeof vi.spyOn>;

  function outcomes(panel: Panel): unknown[] {
    said = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const heard: unknown[] = [];
    panel.on("identified", (outcome) => heard.push(outcome));
    return heard;
  }

  it.each([() => "late", async () => "late"])("is asked for when it is needed", async (source) => {
    const panel = place();
    const asked = vi.fn(source);
    panel.identify(asked);
    panel.open();
    expect(asked).not.toHaveBeenCalled();
    const { told, say } = widget();
    say({ type: "ready" });
    await vi.waitFor(() => expect(told).toHaveBeenLastCalledWith(...identify("late")));
  });

  it("is asked for once more where the token came too late", async () => {
    const panel = place();
    const heard = outcomes(panel);
    const tokens = ["old", "new", "newer"];
    const source = vi.fn(() => tokens.shift() as string);
    panel.identify(source);
    panel.open();
    const { told, say } = widget();
    say({ type: "ready" });
    const expired = { type: "identified", accepted: false, reason: "expired" } as const;
    await vi.waitFor(() => expect(told).toHaveBeenLastCalledWith(...identify("old")));
    say(expired);
    await vi.waitFor(() => expect(told).toHaveBeenLastCalledWith(...identify("new")));
    expect(heard).toEqual([]);
    say(expired);
    expect(heard).toEqual([{ accepted: false, reason: "expired" }]);
    expect(source).toHaveBeenCalledTimes(2);
  });

  it("is told why not, where there is no token too", async () => {
    const panel = place();
    const heard = outcomes(panel);
    panel.identify(undefined as unknown as string);
    expect(heard).toEqual([{ accepted: false, reason: "no_token" }]);
    panel.open();
    const { say } = widget();
    say({ type: "ready" });
    panel.identify("signed");
    say({ type: "identified", accepted: false, reason: "sub" });
    expect(heard[1]).toEqual({ accepted: false, reason: "sub" });
    panel.identify(() => Promise.reject(new Error("the site's server is away")));
    await vi.waitFor(() => expect(heard[2]).toEqual({ accepted: false, reason: "no_token" }));
    expect(said).toHaveBeenLastCalledWith("FrontDesk.identify: no_token");
  });

  it("is nobody any more who signed out while the token was fetched", async () => {
    const panel = place();
    panel.open();
    const { told, say } = widget();
    say({ type: "ready" });
    let give: (jwt: string) => void = () => undefined;
    const token = new Promise<string>((resolve) => {
      give = resolve;
    });
    panel.identify(() => token);
    panel.forget();
    give("signed");
    await token;
    await Promise.resolve();
    expect(told).toHaveBeenLastCalledWith({ frontdesk: 1, type: "forget" }, ORIGIN);
  });
});

describe("standing in the page", () => {
  function wide(matches: boolean): { change(matches: boolean): void } {
    const room = Object.assign(new EventTarget(), { matches });
    const other = Object.assign(new EventTarget(), { matches: false });
    vi.spyOn(window, "matchMedia").mockImplementation(
      (query) => (query.includes("min-width") ? room : other) as unknown as MediaQueryList,
    );
    return {
      change(now) {
        room.matches = now;
        room.dispatchEvent(new Event("change"));
      },
    };
  }

  function section(): HTMLElement {
    const element = document.createElement("section");
    element.id = "here";
    return element;
  }

  it("is scrolled to and entered at every press, and has nothing to be closed", () => {
    wide(true);
    document.body.append(section());
    const panel = place({ mount: "#here" });
    const { told, say } = widget();
    say({ type: "ready" });
    const scrolled = vi.spyOn(box(), "scrollIntoView");
    const focused = vi.spyOn(frame(), "focus");
    for (const times of [1, 2, 3]) {
      panel.open();
      expect(scrolled).toHaveBeenCalledTimes(times);
      expect(focused).toHaveBeenCalledTimes(times);
      const shown = { frontdesk: 1, type: "shown", closable: false, entered: true };
      expect(told).toHaveBeenLastCalledWith(shown, ORIGIN);
    }
    told.mockClear();
    panel.close();
    expect(told).not.toHaveBeenCalled();
    expect(box().hidden).toBe(false);
    panel.ask("焊接专利");
    expect(told).toHaveBeenLastCalledWith({ frontdesk: 1, type: "ask", text: "焊接专利" }, ORIGIN);
    expect(focused).toHaveBeenCalledTimes(4);
  });

  it("does not throw itself over a page that becomes narrow", () => {
    const room = wide(true);
    document.body.append(section());
    const panel = place({ mount: "#here" });
    panel.open();
    const { told, say } = widget();
    say({ type: "ready" });
    room.change(false);
    expect(box().hidden).toBe(true);
    expect(launcher().hidden).toBe(false);
    panel.open();
    room.change(true);
    const shown = { frontdesk: 1, type: "shown", closable: false, entered: false };
    expect(told).toHaveBeenLastCalledWith(shown, ORIGIN);
  });

  it("goes where its place comes up later, and back to the corner when that goes", async () => {
    wide(true);
    const main = document.createElement("main");
    document.body.append(main);
    place({ mount: "#here" });
    const host = shadow().host;
    expect(host.parentElement).toBe(document.body);
    const late = section();
    main.append(late);
    await vi.waitFor(() => expect(host.parentElement).toBe(late));
    expect(box().hidden).toBe(false);
    late.remove();
    await vi.waitFor(() => expect(host.parentElement).toBe(document.body));
    expect(launcher().hidden).toBe(false);
  });
});

describe("in an app that changes its page", () => {
  const change: [string, () => void][] = [
    ["its body's content", () => document.body.replaceChildren(document.createElement("main"))],
    ["its body", () => document.body.replaceWith(document.createElement("body"))],
  ];

  it.each(change)("is there again after it replaced %s, open as before", async (_what, replace) => {
    const panel = place();
    panel.open();
    const before = widget();
    before.say({ type: "ready" });
    loads.mockClear();
    replace();
    await vi.waitFor(() => expect(shadow().host.parentElement).toBe(document.body));
    expect(loads).toHaveBeenCalledOnce();
    expect(box().hidden).toBe(false);
    panel.ask("焊接专利");
    before.told.mockClear();
    before.say({ type: "ready" });
    expect(before.told.mock.calls.map(([message]) => message.type)).toEqual(["shown", "ask"]);
  });

  it("is there at once when the page opens it", () => {
    const panel = place();
    document.body.replaceChildren();
    panel.open();
    expect(box().hidden).toBe(false);
  });

  it("goes for good where the page says so", async () => {
    const panel = place();
    panel.open();
    panel.destroy();
    document.body.append(document.createElement("main"));
    panel.open();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(document.querySelector("[data-frontdesk]")).toBeNull();
  });
});

describe("where the widget does not come", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    place().open();
    loads.mockClear();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("leaves a way on and a way out", () => {
    vi.advanceTimersByTime(12_000);
    const [onward, out] = shadow().querySelectorAll<HTMLAnchorElement>("p a");
    expect(frame().hidden).toBe(true);
    expect(onward?.href).toBe(`${ORIGIN}/widget/`);
    out?.click();
    expect(box().hidden).toBe(true);
  });

  it("shows no error page of the browser, and soon says so", () => {
    expect(frame().className).toBe("waiting");
    frame().dispatchEvent(new Event("load"));
    vi.advanceTimersByTime(1_000);
    expect(frame().hidden).toBe(true);
  });

  it("waits for one that is there and not yet ready", () => {
    const { say } = widget();
    say({ type: "here" });
    frame().dispatchEvent(new Event("load"));
    vi.advanceTimersByTime(11_000);
    expect(frame().hidden).toBe(false);
    expect(frame().className).toBe("");
  });

  it("tries again by itself, when opened again, and when the network is back", () => {
    vi.advanceTimersByTime(12_000);
    expect(loads).not.toHaveBeenCalled();
    vi.advanceTimersByTime(12_000);
    expect(loads).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(12_000);
    window.dispatchEvent(new Event("online"));
    expect(loads).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(12_000);
    launcher().click();
    expect(loads).toHaveBeenCalledTimes(3);
    const { told, say } = widget();
    say({ type: "ready" });
    expect(frame().hidden).toBe(false);
    expect(told.mock.calls[0]?.[0].type).toBe("shown");
    vi.advanceTimersByTime(600_000);
    expect(loads).toHaveBeenCalledTimes(3);
    expect(frame().hidden).toBe(false);
  });

  it("tries no more once nobody looks", () => {
    vi.advanceTimersByTime(12_000);
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    vi.advanceTimersByTime(600_000);
    expect(loads).not.toHaveBeenCalled();
  });
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
