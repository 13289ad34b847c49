import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../shared/protocol";
import { newsOf, type Telling } from "./news";

function message(seq: number, author: ChatMessage["author"]): ChatMessage {
  return { seq, author } as ChatMessage;
}

class Talk implements Telling {
  snapshot: Telling["snapshot"] = { messages: [], link: "connecting" };
  spokeAt: number | undefined;
  readonly told: number[] = [];
  private readonly look = newsOf(this, ({ seq }) => this.told.push(seq));

  shows(authors: readonly ChatMessage["author"][], link: Telling["snapshot"]["link"]): void {
    this.snapshot = { messages: authors.map((author, at) => message(at + 1, author)), link };
    this.look();
  }
}

describe("news for the page around", () => {
  it("tells an answer that was read before the line was up", () => {
    const talk = new Talk();
    talk.spokeAt = 1;
    talk.shows(["user", "bot"], "connecting");
    talk.shows(["user", "bot"], "live");
    talk.shows(["user", "bot", "staff"], "live");
    expect(talk.told).toEqual([2, 3]);
  });

  it("does not tell what was there already", () => {
    const talk = new Talk();
    talk.shows(["user", "bot"], "connecting");
    talk.shows(["user", "bot"], "live");
    talk.shows(["user", "bot", "user", "bot"], "live");
    expect(talk.told).toEqual([4]);
  });

  it("begins anew with another conversation", () => {
    const talk = new Talk();
    talk.shows(["user", "bot"], "live");
    talk.shows([], "live");
    talk.shows(["user", "bot", "staff"], "connecting");
    talk.shows(["user", "bot", "staff"], "live");
    expect(talk.told).toEqual([]);
  });
});
