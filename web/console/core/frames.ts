import type { Schemas } from "./api";

export type Row = Schemas["ConversationRow"];
export type Message = Schemas["MessageView"];
export type Viewer = Schemas["ViewerView"];

/** The staff socket's frames (ADR-0004), as the server declares them. */
export type Frame = Schemas["SocketFrame"];

type FrameType = Frame["type"];

const KNOWN: Readonly<Record<FrameType, true>> = {
  hello: true,
  inbox: true,
  messages: true,
  presence: true,
  stale: true,
  mention: true,
  error: true,
  ping: true,
  pong: true,
};

/** Undefined for anything else. The server is our own: what a known frame holds is not checked. */
export function readFrame(data: unknown): Frame | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return isKnown(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

function isKnown(frame: unknown): frame is Frame {
  if (typeof frame !== "object" || frame === null || !("type" in frame)) return false;
  return typeof frame.type === "string" && Object.hasOwn(KNOWN, frame.type);
}
