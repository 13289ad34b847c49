/**
 * The visitor's side of the webchat contract. Types are what the rest of the code relies on;
 * the `read…` functions are the border where JSON of unknown shape becomes one of them.
 */

export type Author = "user" | "bot" | "staff" | "system";
export type Owner = "bot" | "queue" | "staff" | "closed";

export interface Button {
  readonly id: string;
  readonly title: string;
  readonly style: string;
}

export interface Card {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly reasons: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly buttons: readonly Button[];
  readonly demo: boolean;
}

/** A picture or document that the visitor sent. */
export interface SentFile {
  readonly kind: string;
  readonly name: string;
  readonly size: number;
}

export interface ChatMessage {
  readonly seq: number;
  readonly author: Author;
  readonly authorName: string;
  readonly clientMsgId: string;
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly cards: readonly Card[];
  /** The change of owner that a notice tells of; empty for all else. */
  readonly event: string;
  /** 1 to 5: what the visitor said of the service that this notice closed. */
  readonly rating: number | undefined;
  readonly file: SentFile | undefined;
  /** ISO 8601 as sent by the server. */
  readonly createdAt: string;
}

export interface Page {
  readonly messages: readonly ChatMessage[];
  readonly owner: Owner;
  readonly hasMore: boolean;
}

export interface Session {
  readonly token: string;
  readonly conversationId: string;
}

export type Frame =
  | { readonly type: "messages"; readonly messages: readonly ChatMessage[]; readonly owner?: Owner }
  | { readonly type: "typing"; readonly on: boolean }
  | { readonly type: "ping" }
  | { readonly type: "closed" }
  | { readonly type: "other" };

/** What a visitor sends: words, a button that the server issued, or a file. */
export type Said =
  | { readonly text: string }
  | { readonly button_id: string }
  | { readonly file: Blob; readonly name: string };

/** In bytes; the server refuses larger files, and all that are neither pictures nor documents. */
export const FILE_LIMIT = 10 * 1024 * 1024;
export const FILE_TYPES = "image/*,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx";

/** The server refuses longer texts with 413; the composer stops before. Counted in code points. */
export const TEXT_LIMIT = 4000;

/** Length as the server counts it: an emoji is one, not two. */
export function textLength(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

type Raw = Readonly<Record<string, unknown>>;

function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function words(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}

function list<T>(value: unknown, read: (item: unknown) => T | undefined): T[] {
  if (!Array.isArray(value)) return [];
  return value.map(read).filter((item): item is T => item !== undefined);
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

const readOwner = (value: unknown): Owner | undefined =>
  oneOf(value, ["bot", "queue", "staff", "closed"]);

function readButton(value: unknown): Button | undefined {
  if (!isRaw(value) || words(value.id) === "" || words(value.title) === "") return undefined;
  return { id: words(value.id), title: words(value.title), style: words(value.style) };
}

function readFacts(value: unknown): (readonly [string, string])[] {
  if (!isRaw(value)) return [];
  return Object.entries(value)
    .map(([label, fact]) => [label, words(fact)] as const)
    .filter(([, fact]) => fact !== "");
}

function readCard(value: unknown): Card | undefined {
  if (!isRaw(value)) return undefined;
  return {
    kind: words(value.kind),
    id: words(value.id),
    title: words(value.title),
    subtitle: words(value.subtitle),
    reasons: list(value.reasons, (reason) => words(reason) || undefined),
    facts: readFacts(value.facts),
    buttons: list(value.buttons, readButton),
    demo: value.demo === true,
  };
}

function readFile(value: unknown): SentFile | undefined {
  if (!isRaw(value)) return undefined;
  const size = typeof value.size === "number" ? value.size : 0;
  return { kind: words(value.kind), name: words(value.name), size };
}

/** A message without a usable `seq` cannot be placed in the log and is left out. */
export function readMessage(value: unknown): ChatMessage | undefined {
  if (!isRaw(value) || !Number.isInteger(value.seq)) return undefined;
  return {
    seq: value.seq as number,
    author: oneOf(value.author, ["user", "bot", "staff", "system"]) ?? "system",
    authorName: words(value.author_name),
    clientMsgId: words(value.client_msg_id),
    text: words(value.text),
    buttons: list(value.buttons, readButton),
    cards: list(value.cards, readCard),
    event: words(value.event),
    rating: typeof value.rating === "number" ? value.rating : undefined,
    file: readFile(value.file),
    createdAt: words(value.created_at),
  };
}

export function readPage(value: unknown): Page {
  const raw = isRaw(value) ? value : {};
  return {
    messages: list(raw.messages, readMessage),
    owner: readOwner(raw.owner) ?? "bot",
    hasMore: raw.has_more === true,
  };
}

export function readSession(value: unknown): Session | undefined {
  if (!isRaw(value) || words(value.token) === "") return undefined;
  return { token: words(value.token), conversationId: words(value.conversation_id) };
}

/** Frames of a kind that this version does not know still prove that the line is alive. */
export function readFrame(data: unknown): Frame {
  const raw = parse(data);
  if (!isRaw(raw)) return { type: "other" };
  if (raw.type === "messages") {
    const owner = readOwner(raw.owner);
    const messages = list(raw.messages, readMessage);
    return owner === undefined
      ? { type: "messages", messages }
      : { type: "messages", messages, owner };
  }
  if (raw.type === "typing") return { type: "typing", on: raw.on === true };
  return raw.type === "ping" || raw.type === "closed" ? { type: raw.type } : { type: "other" };
}

function parse(data: unknown): unknown {
  if (typeof data !== "string") return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
