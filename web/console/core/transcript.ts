import type { Message } from "./frames";

/**
 * A stretch of a conversation's log without holes, ordered by `seq`. `cursor` is the last `seq` up
 * to which nothing is missing; rows behind it came ahead of their turn.
 */
export interface Transcript {
  readonly messages: readonly Message[];
  readonly cursor: number;
}

export const NOTHING: Transcript = { messages: [], cursor: 0 };

/** A page as the server keeps it: it vouches for everything up to `cursor`. */
export function opened(messages: readonly Message[], lastSeq: number): Transcript {
  return { messages, cursor: messages[messages.length - 1]?.seq ?? lastSeq };
}

/** Rows that the socket announced. One that is known is replaced: more is known of it now. */
export function announced(known: Transcript, incoming: readonly Message[]): Transcript {
  if (incoming.length === 0) return known;
  const first = known.messages[0]?.seq ?? 0;
  const rows = new Map(known.messages.map((message) => [message.seq, message]));
  for (const message of incoming) {
    // Older rows that are not on the page yet would tear a hole; they are read when wanted.
    if (message.seq >= first || rows.has(message.seq)) rows.set(message.seq, message);
  }
  const messages = [...rows.values()].sort((a, b) => a.seq - b.seq);
  return { messages, cursor: advance(messages, known.cursor) };
}

/** Earlier rows, read because somebody scrolled up to them. */
export function preceded(known: Transcript, earlier: readonly Message[]): Transcript {
  const first = known.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const fresh = earlier.filter((message) => message.seq < first);
  return { messages: [...fresh, ...known.messages], cursor: known.cursor };
}

export function hasGap(transcript: Transcript): boolean {
  const last = transcript.messages[transcript.messages.length - 1];
  return last !== undefined && last.seq > transcript.cursor;
}

const ON_THE_WAY = new Set(["waiting", "claimed", "held"]);

/** The first row that the owner has not got yet: what becomes of it is not announced. */
export function firstOnTheWay(transcript: Transcript): number | undefined {
  return transcript.messages.find((row) => ON_THE_WAY.has(row.delivery?.state ?? ""))?.seq;
}

const WRITES_TO_OWNER: ReadonlySet<Message["author"]> = new Set(["bot", "staff"]);

/** The last row to the owner that the owner has read; they have read up to `readSeq`. */
export function lastRead(transcript: Transcript, readSeq: number): number | undefined {
  return lastToOwner(transcript.messages.filter((row) => row.seq <= readSeq));
}

export function hasUnread(transcript: Transcript, readSeq: number): boolean {
  return (lastToOwner(transcript.messages) ?? 0) > readSeq;
}

function lastToOwner(messages: readonly Message[]): number | undefined {
  const rows = messages.filter((row) => WRITES_TO_OWNER.has(row.author));
  return rows[rows.length - 1]?.seq;
}

const MOST_WORDS = 10;

/** What the owner has last written of their own accord, oldest first: behind the bot's last line,
 * else the last that there is. */
export function latestWords(transcript: Transcript): readonly string[] {
  const { messages } = transcript;
  const bot = messages.map((row) => row.author).lastIndexOf("bot");
  const said = (rows: readonly Message[]): string[] =>
    rows.filter((row) => row.author === "user" && row.medium === null).map((row) => row.text);
  const since = said(messages.slice(bot + 1)).slice(-MOST_WORDS);
  return since.length > 0 ? since : said(messages).slice(-1);
}

function advance(messages: readonly Message[], from: number): number {
  let cursor = from;
  for (const message of messages) if (message.seq === cursor + 1) cursor += 1;
  return cursor;
}
