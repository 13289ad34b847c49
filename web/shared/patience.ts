/** Milliseconds that a test waits for what must happen, however busy the machine is. */
export const PATIENCE = 60_000;
