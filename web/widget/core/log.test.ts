import { describe, expect, it } from "vitest";
import { type ChatMessage, type Page, readMessage } from "../../shared/protocol";
import { announce, EMPTY_LOG, fill, hasGap, open, prepend } from "./log";

function said(...seqs: number[]): ChatMessage[] {
  return seqs.map((seq) => readMessage({ seq, author: "bot", text: `${seq}` }) as ChatMessage);
}

const seqs = (log: { messages: readonly ChatMessage[] }): number[] =>
  log.messages.map((m) => m.seq);

const page = (hasMore: boolean, ...seqs: number[]): Page => ({
  messages: said(...seqs),
  owner: "bot",
  hasMore,
});

describe("a long log", () => {
  it("is opened at its end and read on from there", () => {
    const log = open(EMPTY_LOG, page(true, 98, 99, 100));
    expect(log).toMatchObject({ cursor: 100, opened: true, earlier: true });
    const grown = announce(log, said(101));
    expect(grown.cursor).toBe(101);
    expect(hasGap(grown)).toBe(false);
  });

  it("grows backwards without moving the place from which it is read on", () => {
    const log = prepend(open(EMPTY_LOG, page(true, 3, 4)), page(false, 1, 2));
    expect(seqs(log)).toEqual([1, 2, 3, 4]);
    expect(log).toMatchObject({ cursor: 4, earlier: false });
  });
});

describe("announce", () => {
  it("moves the cursor along what follows without a hole", () => {
    const log = announce(announce(EMPTY_LOG, said(1)), said(2, 3));
    expect(log.cursor).toBe(3);
    expect(hasGap(log)).toBe(false);
  });

  it("keeps what came ahead of its turn, in order, and reports the gap", () => {
    const log = announce(announce(EMPTY_LOG, said(1)), said(4));
    expect(log.cursor).toBe(1);
    expect(hasGap(log)).toBe(true);
    const whole = announce(log, said(3, 2));
    expect(seqs(whole)).toEqual([1, 2, 3, 4]);
    expect(whole.cursor).toBe(4);
  });

  it("takes a message once however often it comes", () => {
    const log = announce(EMPTY_LOG, said(1, 1));
    expect(seqs(log)).toEqual([1]);
    expect(announce(log, said(1))).toBe(log);
  });
});

describe("fill", () => {
  it("does not wait for numbers that the server never shows", () => {
    const log = fill(EMPTY_LOG, 0, said(1, 2, 5));
    expect(log.cursor).toBe(5);
    expect(hasGap(log)).toBe(false);
  });

  it("vouches for nothing before the place from which it was read", () => {
    const log = fill(announce(EMPTY_LOG, said(1)), 6, said(7));
    expect(log.cursor).toBe(1);
    expect(hasGap(log)).toBe(true);
  });

  it("joins up with announcements that were waiting behind it", () => {
    const log = fill(announce(EMPTY_LOG, said(3, 4)), 0, said(1, 2));
    expect(log.cursor).toBe(4);
  });
});
