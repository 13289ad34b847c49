import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../shared/protocol";
import { newsOf, type Telling } from "./news";

function message(seq: number, author: ChatMessage["author"]): ChatMessage {
  return { seq, author } as ChatMessage;
}

class Talk implements Telling {
  snapshot: Telling["snapshot"] = { messages: [], link: "connecting", pending: [] };
  spokeAt: number | undefined;
  readonly told: number[] = [];
  readonly looks = newsOf(this, ({ seq }) => this.told.push(seq));

  shows(authors: readonly ChatMessage["author"][], link: Telling["snapshot"]["link"]): void {
    const messages = authors.map((author, at) => message(at + 1, author));
    this.snapshot = { ...this.snapshot, messages, link };
    this.looks();
  }
}

describe("news for the page around", () => {
  it("tells an answer that came before its question was known to have arrived", () => {
    const talk = new Talk();
    const onItsWay = { refusal: "" } as Telling["snapshot"]["pending"][number];
    const answer = message(2, "bot");
    talk.snapshot = { messages: [answer], link: "live", pending: [onItsWay] };
    talk.looks();
    talk.spokeAt = 1;
    talk.snapshot = { messages: [message(1, "user"), answer], link: "live", pending: [] };
    talk.looks();
    expect(talk.told).toEqual([2]);
  });

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
