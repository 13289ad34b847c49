/** Wire types of `/sandbox/phones`, as the server's `views.py` writes them. */

export interface Bubble {
  readonly revision: number;
  readonly author: "owner" | "account" | "system";
  readonly kind: string;
  readonly body: Body;
  readonly at: string;
  readonly via: "" | "passive" | "customer_service" | "notice";
}

/** Which members are there depends on the bubble's kind. */
export interface Body {
  readonly text?: string;
  readonly recognition?: string;
  readonly seconds?: number;
  readonly media_id?: string;
  readonly label?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly title?: string;
  readonly url?: string;
  readonly articles?: readonly Article[];
  readonly head?: string;
  readonly tail?: string;
  readonly items?: readonly MenuChoice[];
  readonly values?: readonly string[];
}

export interface Article {
  readonly title: string;
  readonly description: string;
  readonly picture: string;
  readonly url: string;
}

export interface MenuChoice {
  readonly id: string;
  readonly content: string;
}

export interface Delivery {
  readonly began: string;
  readonly body: string;
  readonly outcome: string;
  readonly seconds: number;
  readonly status: number | null;
  readonly note: string;
}

export interface Push {
  readonly number: number;
  readonly title: string;
  readonly document: string;
  readonly deliveries: readonly Delivery[];
  readonly answer_body: string;
  readonly answer: string;
  readonly done: boolean;
}

export interface Call {
  readonly revision: number;
  readonly name: string;
  readonly code: number;
  readonly reason: string;
  readonly at: string;
  readonly request: string;
}

export interface Grant {
  readonly occasion: string;
  readonly left: number;
  readonly seconds: number;
}

export interface MenuButton {
  readonly name: string;
  readonly type?: string;
  readonly sub_button?: readonly MenuButton[];
}

export interface Switches {
  readonly verified: boolean;
  readonly slow: number;
  readonly down: boolean;
}

export interface View {
  readonly revision: number;
  readonly now: string;
  readonly moved: number;
  readonly account: {
    readonly name: string;
    readonly original_id: string;
    readonly app_id: string;
    readonly mode: string;
  };
  readonly switches: Switches;
  readonly phone: {
    readonly openid: string;
    readonly following: boolean;
    readonly typing: boolean;
    readonly permits: number;
    readonly grants: readonly Grant[];
  };
  readonly menu: readonly MenuButton[];
  readonly scenes: readonly string[];
  readonly bubbles: readonly Bubble[];
  readonly pushes: readonly Push[];
  readonly calls: readonly Call[];
}

export interface Place {
  readonly label: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** `status` 0: the server was not reached. `message` is a sentence to show, or empty. */
export class Failed extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export async function newPhone(nickname: string): Promise<string> {
  const made = (await post("phones", { nickname })) as { openid: string };
  return made.openid;
}

/** What changed since revision `after`; with `wait` (seconds) not before something has. */
export async function look(
  openid: string,
  after: number,
  wait: number,
  signal: AbortSignal,
): Promise<View> {
  return (await ask(`phones/${openid}?after=${after}&wait=${wait}`, { signal })) as View;
}

/** One act of the owner: text, voice, location, follow, unfollow, scan, menu or notice. */
export function act(openid: string, name: string, body: object = {}): Promise<unknown> {
  return post(`phones/${openid}/${name}`, body);
}

export function sendPicture(openid: string, picture: Blob): Promise<unknown> {
  const headers = { "content-type": picture.type };
  return ask(`phones/${openid}/image`, { method: "POST", headers, body: picture });
}

export function setSwitches(change: Partial<Switches>): Promise<unknown> {
  return post("switches", change);
}

export function moveClock(seconds: number): Promise<unknown> {
  return post("clock", { seconds });
}

export function mediaUrl(mediaId: string): string {
  return `/sandbox/media/${encodeURIComponent(mediaId)}`;
}

function post(path: string, body: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function ask(path: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`/sandbox/${path}`, { ...init, cache: "no-store" });
  } catch {
    throw new Failed(0, "");
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new Failed(response.status, detailOf(body));
  return body;
}

function detailOf(body: unknown): string {
  const detail = (body as { detail?: unknown } | undefined)?.detail;
  return typeof detail === "string" ? detail : "";
}
