import type { Entries } from "../../shared/bridge";
import { type Keep, keepWith } from "./keep";

/** Asks the desk for the key that belongs to a nonce. It gives none to other sites' pages. */
export type KeyOf = (nonce: string) => Promise<string>;

/** The visitor looks at an empty panel meanwhile; a server that just sent this page answers. */
const OPEN_MS = 5_000;

/**
 * Values that the host page stores for us, sealed: every script there can read them. `held` is what
 * it has now. In another network the desk gives another key, and what was sealed is lost.
 */
export async function sealedKeep(
  held: Entries,
  hold: (entries: Entries) => void,
  keyOf: KeyOf,
): Promise<Keep> {
  // Browsers seal nothing in pages without https, which whoever is on the line can read anyway.
  if (globalThis.crypto?.subtle === undefined) {
    hold({});
    return keepWith({}, () => undefined);
  }
  const { nonce, sealed, ...bare } = held;
  const seal = new Seal(nonce ?? newNonce(), keyOf);
  const opened = nonce === undefined ? bare : await limited(seal.open(sealed ?? ""));
  // Not to be asked just now: what the page holds stays as it is, for the next time.
  if (opened === undefined) return keepWith({}, () => undefined);
  const handOver = handingOver(seal, hold);
  // Earlier versions left everything bare.
  if (Object.keys(bare).length > 0) handOver(opened);
  // A key is had now that may not be had when it is needed.
  void seal.key().catch(() => undefined);
  return keepWith(opened, handOver);
}

function handingOver(seal: Seal, hold: (entries: Entries) => void): (entries: Entries) => void {
  let last = Promise.resolve();
  return (entries) => {
    const none = Object.keys(entries).length === 0;
    last = last
      .then(async () => hold(none ? {} : await seal.close(entries)))
      .catch(() => undefined);
  };
}

class Seal {
  private asked: Promise<CryptoKey> | undefined;

  constructor(
    private readonly nonce: string,
    private readonly keyOf: KeyOf,
  ) {}

  key(): Promise<CryptoKey> {
    this.asked ??= this.ask().catch((error) => {
      this.asked = undefined;
      throw error;
    });
    return this.asked;
  }

  async close(entries: Entries): Promise<Entries> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(entries));
    const key = await this.key();
    const cipher = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
    return {
      nonce: this.nonce,
      sealed: toText(new Uint8Array([...iv, ...new Uint8Array(cipher)])),
    };
  }

  /** Nothing where the key is another one by now. */
  async open(sealed: string): Promise<Entries> {
    const key = await this.key();
    try {
      const bytes = toBytes(sealed);
      const iv = bytes.slice(0, 12);
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes.slice(12));
      return JSON.parse(new TextDecoder().decode(plain)) as Entries;
    } catch {
      return {};
    }
  }

  private async ask(): Promise<CryptoKey> {
    const key = toBytes(await this.keyOf(this.nonce));
    return await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
  }
}

/** Undefined where it failed or took too long. */
function limited<T>(work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), OPEN_MS);
    work.then(resolve, () => resolve(undefined));
  });
}

const newNonce = (): string => toText(crypto.getRandomValues(new Uint8Array(16)));

const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const toText = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
