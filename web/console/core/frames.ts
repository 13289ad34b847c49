import type { Schemas } from "./api";

export type Row = Schemas["ConversationRow"];
export type Message = Schemas["MessageView"];
export type Viewer = Schemas["ViewerView"];

/** The staff socket's frames (ADR-0004). What a newer server says beyond them is passed over. */
export type Frame =
  | { readonly type: "hello"; readonly staff_id: string; readonly now?: string }
  | { readonly type: "inbox"; readonly conversation: Row }
  | {
      readonly type: "messages";
      readonly conversation_id: string;
      readonly messages: readonly Message[];
      readonly last_seq: number;
    }
  | {
      readonly type: "presence";
      readonly conversation_id: string;
      readonly viewers: readonly Viewer[];
    }
  | { readonly type: "stale"; readonly conversation_id: string; readonly part: string }
  | { readonly type: "error"; readonly code: string; readonly detail: string }
  | { readonly type: "ping" }
  | { readonly type: "pong" };

const KNOWN = new Set(["hello", "inbox", "messages", "presence", "stale", "error", "ping", "pong"]);

/** Undefined for anything that is not one of them. The server is our own: fields are not checked. */
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
  return typeof frame.type === "string" && KNOWN.has(frame.type);
}
