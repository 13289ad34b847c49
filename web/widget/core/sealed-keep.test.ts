import { afterEach, expect, it, vi } from "vitest";
import { Unreachable } from "./api";
import type { Keep } from "./keep";
import { sealedKeep } from "./sealed-keep";

type Entries = Readonly<Record<string, string>>;

/** A host page's storage, and a desk that gives each network its own keys. */
class Surroundings {
  held: Entries = {};
  network = 1;
  reached = true;

  open(): Promise<Keep> {
    const hold = (entries: Entries): void => {
      this.held = entries;
    };
    return sealedKeep(this.held, hold, (nonce) => this.keyOf(nonce));
  }

  private async keyOf(nonce: string): Promise<string> {
    if (!this.reached) throw new Unreachable("away");
    const name = new TextEncoder().encode(`${this.network} ${nonce}`);
    const key = new Uint8Array(await crypto.subtle.digest("SHA-256", name));
    return btoa(String.fromCharCode(...key));
  }
}

async function kept(page: Surroundings): Promise<void> {
  await vi.waitFor(() => expect(Object.keys(page.held)).toEqual(["nonce", "sealed"]));
}

afterEach(() => {
  vi.unstubAllGlobals();
});

it("is there again after a reload, and nobody reads it in between", async () => {
  const page = new Surroundings();
  const keep = await page.open();
  keep.set("frontdesk.token", "secret-token");
  keep.set("frontdesk.pending", "我的电话13812345678");
  await vi.waitFor(async () =>
    expect((await page.open()).get("frontdesk.pending")).toBe("我的电话13812345678"),
  );
  expect((await page.open()).get("frontdesk.token")).toBe("secret-token");
  expect(JSON.stringify(page.held)).not.toMatch(/secret-token|138/);
  expect(atob(page.held.sealed as string)).not.toMatch(/secret-token|138/);
});

it("opens nothing in another network, and keeps what is new there", async () => {
  const page = new Surroundings();
  (await page.open()).set("a", "1");
  await kept(page);
  page.network = 2;
  const moved = await page.open();
  expect(moved.get("a")).toBeUndefined();
  moved.set("b", "2");
  await vi.waitFor(async () => expect((await page.open()).get("b")).toBe("2"));
});

it("leaves alone what cannot be opened just now", async () => {
  const page = new Surroundings();
  (await page.open()).set("a", "1");
  await kept(page);
  page.reached = false;
  (await page.open()).set("b", "2");
  page.reached = true;
  await Promise.resolve();
  expect((await page.open()).get("a")).toBe("1");
});

it("keeps what was written before the key could be had", async () => {
  const page = new Surroundings();
  page.reached = false;
  const keep = await page.open();
  keep.set("a", "1");
  page.reached = true;
  keep.set("b", "2");
  await vi.waitFor(async () => expect((await page.open()).get("a")).toBe("1"));
});

it("seals what an earlier version left bare", async () => {
  const page = new Surroundings();
  page.held = { "frontdesk.token": "bare" };
  expect((await page.open()).get("frontdesk.token")).toBe("bare");
  await kept(page);
  expect((await page.open()).get("frontdesk.token")).toBe("bare");
});

it("leaves nothing behind of what was dropped", async () => {
  const page = new Surroundings();
  const keep = await page.open();
  keep.set("a", "1");
  await kept(page);
  keep.drop("a");
  await vi.waitFor(() => expect(page.held).toEqual({}));
});

it("gives the page nothing where the browser can seal nothing", async () => {
  vi.stubGlobal("crypto", {});
  const page = new Surroundings();
  page.held = { "frontdesk.token": "bare" };
  const keep = await page.open();
  keep.set("frontdesk.token", "new");
  expect(keep.get("frontdesk.token")).toBe("new");
  expect(page.held).toEqual({});
});
