import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { earlierRows, grownRows, laterRows, latestRows, type Rows } from "./transcript-window";

/** Closer to the end than this, the reader follows the conversation. */
const NEAR_PX = 48;
/** Closer to the end of the rows in the page than this, more rows are taken in. */
const REACH_PX = 400;
const MARGIN_PX = 12;

interface Moving {
  rows: Rows;
  total: number;
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
 * answer at its first line, and holds still while older rows are put in above.
 * @param ownCount grows with every message that the visitor writes; those always scroll to the end
 */
export function useScroll(total: number, lastSeq: number, ownCount: number): Scroll {
  const box = useRef<HTMLDivElement | null>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const fresh = useRef(false);
  const moving = useRef<Moving>(start(total));
  const now = moving.current;
  const before = { total: now.total, lastSeq: now.lastSeq, ownCount: now.ownCount };
  if (now.total !== total) now.rows = grownRows(now.rows, now.total, total);
  Object.assign(now, { total, lastSeq, ownCount });

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    if (now.anchor !== undefined) hold(element, now);
    else if (before.total === 0 || ownCount > before.ownCount) toBottom(element, now);
    else if (now.following) reveal(element, before.lastSeq);
    else if (lastSeq > before.lastSeq && !fresh.current) {
      fresh.current = true;
      redraw(0);
    }
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
    if (changed || followed !== now.following) redraw(0);
  };
  return { box, rows: now.rows, following: now.following, fresh: fresh.current, toEnd, onScroll };
}

function start(total: number): Moving {
  const counts = { total: 0, lastSeq: 0, ownCount: 0 };
  return { ...counts, rows: latestRows(total), following: true, height: 0, anchor: undefined };
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
    if (now.following) element.scrollTop = element.scrollHeight;
  });
  observer.observe(element);
  return () => observer.disconnect();
}
