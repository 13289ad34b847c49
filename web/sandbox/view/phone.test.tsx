// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it, vi } from "vitest";
import type { Bubble, View } from "../core/api";
import type { Picture } from "../core/line";
import type { Acts } from "./acts";
import { Phone } from "./phone";

const AT = "2026-11-22T09:00:00+08:00";
const MENU = [
  { name: "提需求", type: "click" },
  { name: "找资源", sub_button: [{ name: "找高校", type: "click" }] },
];

function view(bubbles: Bubble[], following = true): View {
  return {
    revision: 1,
    now: AT,
    moved: 0,
    account: { name: "前台", original_id: "gh_1", app_id: "wx1", mode: "secure" },
    switches: { verified: false, slow: 0, down: false },
    phone: { openid: "o1", following, permits: 0, typing: false, grants: [] },
    menu: MENU,
    scenes: [],
    bubbles,
    pushes: [],
    calls: [],
  };
}

function bubble(kind: string, body: Bubble["body"], author: Bubble["author"] = "account"): Bubble {
  return { revision: Math.random(), author, kind, body, at: AT, via: "" };
}

function doubles(): Acts {
  return {
    say: vi.fn(),
    speak: vi.fn(),
    sendPicture: vi.fn(),
    sendPlace: vi.fn(),
    scan: vi.fn(),
    tapMenu: vi.fn(),
    answerNotice: vi.fn(),
    follow: vi.fn(),
    unfollow: vi.fn(),
    renew: vi.fn(),
  };
}

async function show(
  bubbles: Bubble[],
  following = true,
): Promise<{ root: HTMLElement; acts: Acts }> {
  const root = document.body.appendChild(document.createElement("div"));
  const acts = doubles();
  const shown = view(bubbles, following);
  const picture: Picture = { view: shown, bubbles, pushes: [], calls: [], readAt: 0, lost: false };
  await act(() => {
    render(
      <Phone picture={picture} acts={acts} fault="" panelOpen={false} onPanel={() => undefined} />,
      root,
    );
  });
  return { root, acts };
}

async function click(root: HTMLElement, name: string): Promise<void> {
  const buttons = [...root.querySelectorAll("button")];
  const named = (button: HTMLElement): boolean =>
    button.getAttribute("aria-label") === name || button.textContent?.trim() === name;
  const found = buttons.find(named);
  if (found === undefined) throw new Error(`no button ${name}`);
  await act(() => found.click());
}

afterEach(() => document.body.replaceChildren());

it("begins at the account's page and follows from there", async () => {
  const { root, acts } = await show([], false);
  expect(root.querySelector("textarea")).toBeNull();
  await click(root, "关注公众号");
  expect(acts.follow).toHaveBeenCalledOnce();
});

it("draws markup in a text as text", async () => {
  const { root } = await show([bubble("text", { text: "<img src=x onerror=alert(1)>" })]);
  expect(root.querySelector("img")).toBeNull();
  expect(root.textContent).toContain("<img src=x onerror=alert(1)>");
});

it("sends on Enter, but not while an input method picks a word", async () => {
  const { root, acts } = await show([]);
  const field = root.querySelector("textarea");
  if (field === null) throw new Error("no field");
  field.value = "气孔";
  await act(() => {
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const enter = (init: KeyboardEventInit): Promise<void> =>
    act(() => {
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, ...init }));
    });
  await enter({ isComposing: true });
  await enter({ shiftKey: true });
  expect(acts.say).not.toHaveBeenCalled();
  await enter({});
  expect(acts.say).toHaveBeenCalledExactlyOnceWith("气孔");
  expect(field.value).toBe("");
});

it("presses a choice of a msgmenu with its id", async () => {
  const items = [{ id: "3.1", content: "没有" }];
  const { root, acts } = await show([bubble("msgmenu", { head: "有帮助吗", items, tail: "" })]);
  await click(root, "没有");
  expect(acts.say).toHaveBeenCalledExactlyOnceWith("没有", "3.1");
});

it("taps the menu by place, and shows what lies below a button first", async () => {
  const { root, acts } = await show([]);
  await click(root, "显示菜单");
  await click(root, "提需求");
  await click(root, "找资源");
  await click(root, "找高校");
  expect(vi.mocked(acts.tapMenu).mock.calls).toEqual([[[0]], [[1, 0]]]);
});

it("shows every kind of bubble in words, whatever it is", async () => {
  const news = {
    articles: [{ title: "推荐", description: "三位", picture: "", url: "https://a.cn" }],
  };
  const { root } = await show([
    bubble("voice", { recognition: "", seconds: 7 }, "owner"),
    bubble("location", { label: "", latitude: 29.9, longitude: 121.8 }, "owner"),
    bubble("news", news),
    bubble("music", { title: "歌", url: "" }),
    bubble("banner", { text: "出现故障" }, "system"),
    bubble("hologram", {}),
  ]);
  const words = root.textContent ?? "";
  for (const part of ["7″", "没听清", "29.9, 121.8", "推荐", "三位", "歌", "出现故障", "不显示"]) {
    expect(words).toContain(part);
  }
  expect(root.querySelector<HTMLAnchorElement>(".article")?.href).toBe("https://a.cn/");
});
