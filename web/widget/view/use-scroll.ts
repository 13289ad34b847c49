import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import type { ChatMessage } from "../../shared/protocol";
import {
  earlierRows,
  grownRows,
  laterRows,
  latestRows,
  type Rows,
  shiftedRows,
} from "./transcript-window";

/** Closer to the end than this, the reader follows the conversation. */
const NEAR_PX = 48;
/** Closer to the end of the rows in the page than this, more rows are taken in. */
const REACH_PX = 400;
/** Closer to the first message that is here than this, earlier ones are asked for. */
const ASK_PX = 1_500;
const MARGIN_PX = 12;

interface Moving {
  rows: Rows;
  total: number;
  firstSeq: number;
  lastSeq: number;
  ownCount: number;
  following: boolean;
  /** Height of the box when the reader last moved; a change of it is not the reader's doing. */
  height: number;
  /** A row and where it stood, while rows above it come or go. */
  anchor: { readonly seq: string; readonly top: number } | undefined;
}

export interface Scroll {
  readonly box: { current: HTMLDivElement | null };
  readonly rows: Rows;
  readonly following: boolean;
  /** Something was said below what the reader sees. */
  readonly fresh: boolean;
  toEnd(): void;
  onScroll(): void;
}

/**
 * Keeps the reader's place: follows new messages only when the reader was at the end, starts a long
 * answer at its first line, and holds still while older rows are put in above. What the visitor
 * writes always scrolls to the end.
 * @param pending how many of the visitor's messages are on their way
 * @param ask called when the reader comes near the first message; may be called often
 */
export function useScroll(
  messages: readonly ChatMessage[],
  pending: number,
  ask: () => void,
): Scroll {
  const box = useRef<HTMLDivElement | null>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const fresh = useRef(false);
  const total = messages.length;
  const lastSeq = messages[total - 1]?.seq ?? 0;
  const ownCount = pending + countOwn(messages);
  const moving = useRef<Moving>(start(total));
  const now = moving.current;
  const above = now.total === 0 ? [] : messages.filter(({ seq }) => seq < now.firstSeq);
  const before = {
    total: now.total + above.length,
    lastSeq: now.lastSeq,
    ownCount: now.ownCount + countOwn(above),
  };
  if (above.length > 0) {
    now.rows = shiftedRows(now.rows, above.length);
    if (!now.following && box.current !== null) now.anchor = anchorOf(box.current);
  }
  if (before.total !== total) now.rows = grownRows(now.rows, before.total, total);
  Object.assign(now, { total, firstSeq: messages[0]?.seq ?? 0, lastSeq, ownCount });

  useLayoutEffect(() => {
    const element = box.current;
    // Where nothing was said yet, the greeting is read from its first line on.
    if (element === null || total + pending === 0) return;
    if (now.anchor !== undefined) hold(element, now);
    else if (before.total === 0 || ownCount > before.ownCount) toBottom(element, now);
    else if (now.following) reveal(element, before.lastSeq);
    else if (lastSeq > before.lastSeq && !fresh.current) {
      fresh.current = true;
      redraw(0);
    }
  });
  useLayoutEffect(() => {
    // Nothing moved, so no scrolling will tell that the reader waits for what was put in above.
    if (above.length > 0 && box.current !== null && look(box.current, now)) redraw(0);
  });
  useLayoutEffect(() => stayAtEnd(box.current, now), [now]);

  const toEnd = (): void => {
    now.rows = latestRows(total);
    now.following = true;
    fresh.current = false;
    redraw(0);
    if (box.current !== null) toBottom(box.current, now);
  };
  const onScroll = (): void => {
    const element = box.current;
    if (element === null) return;
    const followed = now.following;
    const changed = look(element, now);
    if (now.following) fresh.current = false;
    if (now.rows.start === 0 && element.scrollTop < ASK_PX && !now.following) ask();
    if (changed || followed !== now.following) redraw(0);
  };
  return { box, rows: now.rows, following: now.following, fresh: fresh.current, toEnd, onScroll };
}

function start(total: number): Moving {
  const counts = { total: 0, firstSeq: 0, lastSeq: 0, ownCount: 0 };
  return { ...counts, rows: latestRows(total), following: true, height: 0, anchor: undefined };
}

function countOwn(messages: readonly ChatMessage[]): number {
  return messages.filter((message) => message.author === "user").length;
}

/** Notes where the reader is; returns whether other rows must be drawn. */
function look(element: HTMLElement, now: Moving): boolean {
  if (now.following && now.height !== element.clientHeight) toBottom(element, now);
  now.height = element.clientHeight;
  const below = element.scrollHeight - element.scrollTop - element.clientHeight;
  now.following = below < NEAR_PX && now.rows.end === now.total;
  const rows =
    element.scrollTop < REACH_PX && now.rows.start > 0
      ? earlierRows(now.rows)
      : below < REACH_PX && now.rows.end < now.total
        ? laterRows(now.rows, now.total)
        : now.rows;
  if (rows === now.rows) return false;
  now.anchor = anchorOf(element);
  now.rows = rows;
  return true;
}

function anchorOf(element: HTMLElement): Moving["anchor"] {
  const edge = element.getBoundingClientRect().top;
  for (const row of element.querySelectorAll<HTMLElement>("[data-seq]")) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom > edge) return { seq: row.dataset.seq ?? "", top };
  }
  return undefined;
}

function hold(element: HTMLElement, now: Moving): void {
  const row = element.querySelector<HTMLElement>(`[data-seq="${now.anchor?.seq}"]`);
  if (row !== null && now.anchor !== undefined) {
    element.scrollTop += row.getBoundingClientRect().top - now.anchor.top;
  }
  now.anchor = undefined;
}

function toBottom(element: HTMLElement, now: Moving): void {
  now.following = true;
  element.scrollTop = element.scrollHeight;
}

/** Scrolls to the end, but not past the first line of what is new. */
function reveal(element: HTMLElement, lastSeen: number): void {
  const end = element.scrollHeight - element.clientHeight;
  const rows = [...element.querySelectorAll<HTMLElement>("[data-seq]")];
  const first = rows.find((row) => Number(row.dataset.seq) > lastSeen);
  const top = first === undefined ? end : first.offsetTop - MARGIN_PX;
  element.scrollTop = Math.min(end, Math.max(element.scrollTop, top));
}

/** The box shrinks when a phone's keyboard opens; who was at the end stays there. */
function stayAtEnd(element: HTMLElement | null, now: Moving): (() => void) | undefined {
  if (element === null || typeof ResizeObserver === "undefined") return undefined;
  const observer = new ResizeObserver(() => {
    if (now.following && now.total > 0) element.scrollTop = element.scrollHeight;
  });
  observer.observe(element);
  return () => observer.disconnect();
}
