import type { ChatMessage, Page } from "../../shared/protocol";

/**
 * What the server has said so far, ordered by `seq`. `cursor` is the `seq` up to which nothing is
 * missing; whatever lies behind it came ahead of its turn and waits for the gap to be filled.
 */
export interface Log {
  readonly messages: readonly ChatMessage[];
  readonly cursor: number;
  /** The newest page has been read: from now on reading goes forward, behind the cursor. */
  readonly opened: boolean;
  /** The server has messages in front of the first one here. */
  readonly earlier: boolean;
}

export const EMPTY_LOG: Log = { messages: [], cursor: 0, opened: false, earlier: false };

/** The newest page of a log of which nothing was known. */
export function open(log: Log, { messages: page, hasMore }: Page): Log {
  const messages = merge(log.messages, page);
  const last = page[page.length - 1]?.seq ?? 0;
  return { messages, cursor: advance(messages, last), opened: true, earlier: hasMore };
}

/** A page read backwards from the first message. */
export function prepend(log: Log, { messages: page, hasMore }: Page): Log {
  const earlier = hasMore && page.length > 0;
  return { ...log, messages: merge(page, log.messages), earlier };
}

/** Messages announced by the socket: complete only where they follow the cursor without a hole. */
export function announce(log: Log, incoming: readonly ChatMessage[]): Log {
  const messages = merge(log.messages, incoming);
  if (messages === log.messages) return log;
  return { ...log, messages, cursor: advance(messages, log.cursor) };
}

/**
 * A page read with `after`: the server vouches that nothing visible lies between `after` and the
 * page's last message, so numbers that never come (internal notes) are not waited for.
 */
export function fill(log: Log, after: number, page: readonly ChatMessage[]): Log {
  const messages = merge(log.messages, page);
  const last = page.reduce((highest, message) => Math.max(highest, message.seq), 0);
  const vouched = after <= log.cursor ? Math.max(log.cursor, last) : log.cursor;
  return { ...log, messages, cursor: advance(messages, vouched) };
}

export function hasGap(log: Log): boolean {
  return lastSeq(log) > log.cursor;
}

export function firstSeq(log: Log): number {
  return log.messages[0]?.seq ?? 0;
}

export function lastSeq(log: Log): number {
  return log.messages[log.messages.length - 1]?.seq ?? 0;
}

function merge(
  known: readonly ChatMessage[],
  incoming: readonly ChatMessage[],
): readonly ChatMessage[] {
  const last = known[known.length - 1]?.seq ?? 0;
  if (incoming.every((message, index) => message.seq > (incoming[index - 1]?.seq ?? last))) {
    return incoming.length === 0 ? known : [...known, ...incoming];
  }
  const seen = new Set(known.map((message) => message.seq));
  const fresh = incoming.filter((message) => !seen.has(message.seq) && seen.add(message.seq));
  if (fresh.length === 0) return known;
  return [...known, ...fresh].sort((a, b) => a.seq - b.seq);
}

function advance(messages: readonly ChatMessage[], from: number): number {
  let cursor = from;
  for (const message of messages) if (message.seq === cursor + 1) cursor += 1;
  return cursor;
}
