/** Which rows of a long transcript are in the page: from `start`, before `end`. */
export interface Rows {
  readonly start: number;
  readonly end: number;
}

export const ROWS_MAX = 200;
const STEP = 100;

export function latestRows(total: number): Rows {
  return { start: Math.max(0, total - ROWS_MAX), end: total };
}

export function earlierRows(rows: Rows): Rows {
  const start = Math.max(0, rows.start - STEP);
  return { start, end: Math.min(rows.end, start + ROWS_MAX) };
}

export function laterRows(rows: Rows, total: number): Rows {
  const end = Math.min(total, rows.end + STEP);
  return { start: Math.max(rows.start, end - ROWS_MAX), end };
}

/** The same rows, after this many were put in above them. */
export function shiftedRows({ start, end }: Rows, above: number): Rows {
  return { start: start + above, end: end + above };
}

/** The window after the transcript grew: it follows the end only if it was there before. */
export function grownRows(rows: Rows, before: number, total: number): Rows {
  if (total < rows.end || rows.end === before) return latestRows(total);
  return rows;
}
