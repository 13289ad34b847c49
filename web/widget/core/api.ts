import { type Page, readPage, readSession, type Said, type Session } from "../../shared/protocol";
import { readEvents } from "./events";

/** The server was not reached, or did not answer in time. The same request may be repeated. */
export class Unreachable extends Error {}

/** The server answered with an error (RFC 9457). `detail` is a Chinese sentence, or empty. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly retryAfterMs: number,
    /** For the makers of a site: what about its token was refused. */
    readonly reason = "",
  ) {
    super(`${status} ${code}`);
  }

  /** True where the same request can succeed later without being changed. */
  get passing(): boolean {
    return this.status >= 500 || this.status === 408 || this.status === 425 || this.status === 429;
  }
}

export interface Api {
  openSession(old?: string): Promise<Session>;
  /** Returns the `seq` under which the server keeps the message. */
  send(token: string, clientMsgId: string, said: Said): Promise<number>;
  fetchFile(token: string, seq: number): Promise<Blob>;
  tellRead(token: string, seq: number): Promise<void>;
  rate(token: string, seq: number, score: number): Promise<void>;
  /** @param waitSeconds 0 answers at once; more is a long poll. */
  read(token: string, after: number, waitSeconds: number, signal?: AbortSignal): Promise<Page>;
  /** The last messages in front of `before`, or of all; `hasMore`: there are earlier ones. */
  readBack(token: string, before: number | undefined, limit: number): Promise<Page>;
  openSocket(token: string): WebSocket;
  /** Shows the server whom a site vouches for; returns the id of that person's conversation. */
  identify(token: string, jwt: string): Promise<string>;
  closeSession(token: string): Promise<void>;
  /** The socket's frames as an event stream; ends when the server ends it. */
  follow(
    token: string,
    after: number,
    heard: (data: string) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

const ANSWER_TIMEOUT_MS = 15_000;
/** No `seq` is larger. */
const BEHIND_ALL = 2 ** 31 - 1;

/** @param base URL of the folder that holds `session`, `messages` and `ws`, with a closing slash. */
export function httpApi(base: URL): Api {
  const bearer = (token: string): HeadersInit => ({ authorization: `Bearer ${token}` });
  return {
    async openSession(old) {
      const body = await post(
        new URL("session", base),
        old === undefined ? {} : { token: old },
        {},
      );
      const session = readSession(body);
      if (session === undefined) throw new Refused(502, "bad_answer", "", 0);
      return session;
    },
    async send(token, clientMsgId, said) {
      const body =
        "file" in said
          ? await postFile(base, clientMsgId, said, bearer(token))
          : await post(
              new URL("messages", base),
              { client_msg_id: clientMsgId, ...said },
              bearer(token),
            );
      const seq = (body as { seq?: unknown } | undefined)?.seq;
      if (typeof seq !== "number") throw new Refused(502, "bad_answer", "", 0);
      return seq;
    },
    async fetchFile(token, seq) {
      const response = await reach(new URL(`files/${seq}`, base), { headers: bearer(token) });
      if (!response.ok) throw problem(response, undefined);
      return await response.blob();
    },
    async tellRead(token, seq) {
      await post(new URL("read", base), { seq }, bearer(token));
    },
    async rate(token, seq, score) {
      await post(new URL("rating", base), { seq, score }, bearer(token));
    },
    async read(token, after, waitSeconds, signal) {
      const url = new URL(`messages?after=${after}&wait=${waitSeconds}`, base);
      const timeout = ANSWER_TIMEOUT_MS + waitSeconds * 1000;
      return readPage(await ask(url, { headers: bearer(token) }, timeout, signal));
    },
    async readBack(token, before, limit) {
      const url = new URL(`messages?before=${before ?? BEHIND_ALL}&limit=${limit}`, base);
      return readPage(await ask(url, { headers: bearer(token) }, ANSWER_TIMEOUT_MS));
    },
    openSocket(token) {
      const url = new URL("ws", base);
      url.protocol = base.protocol === "https:" ? "wss:" : "ws:";
      return new WebSocket(url, ["bearer", token]);
    },
    async identify(token, jwt) {
      const body = await post(new URL("identity", base), { jwt }, bearer(token));
      const id = (body as { conversation_id?: unknown } | undefined)?.conversation_id;
      if (typeof id !== "string") throw new Refused(502, "bad_answer", "", 0);
      return id;
    },
    async closeSession(token) {
      const request = { method: "DELETE", headers: bearer(token) };
      await ask(new URL("session", base), request, ANSWER_TIMEOUT_MS);
    },
    async follow(token, after, heard, signal) {
      const url = new URL(`events?after=${after}`, base);
      const response = await reach(url, { headers: bearer(token), cache: "no-store", signal });
      if (!response.ok || response.body === null) throw new Unreachable("no stream");
      await readEvents(response.body, heard);
    },
  };
}

/** Under which this page seals what its host keeps for it. */
export async function askSealKey(base: URL, nonce: string): Promise<string> {
  const body = await post(new URL("seal", base), { nonce }, {});
  const key = (body as { key?: unknown } | undefined)?.key;
  if (typeof key !== "string") throw new Refused(502, "bad_answer", "", 0);
  return key;
}

/** Large files over slow lines take their time. */
const UPLOAD_TIMEOUT_MS = 120_000;

function postFile(
  base: URL,
  clientMsgId: string,
  { file, name }: { readonly file: Blob; readonly name: string },
  headers: HeadersInit,
): Promise<unknown> {
  const url = new URL("files", base);
  url.searchParams.set("client_msg_id", clientMsgId);
  url.searchParams.set("name", name);
  return ask(url, { method: "POST", headers, body: file }, UPLOAD_TIMEOUT_MS);
}

function post(url: URL, body: object, headers: HeadersInit): Promise<unknown> {
  const json = { ...headers, "content-type": "application/json" };
  return ask(url, { method: "POST", headers: json, body: JSON.stringify(body) }, ANSWER_TIMEOUT_MS);
}

async function ask(
  url: URL,
  init: RequestInit,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<unknown> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const timer = setTimeout(stop, timeoutMs);
  signal?.addEventListener("abort", stop);
  try {
    const response = await reach(url, { ...init, cache: "no-store", signal: abort.signal });
    const body = await readBody(response);
    if (!response.ok) throw problem(response, body);
    return body;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

async function reach(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new Unreachable("no answer", { cause });
  }
}

/** A body cut off half way counts as unreachable; one that is not JSON (a proxy's page) as empty. */
async function readBody(response: Response): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw new Unreachable("answer cut off", { cause });
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problem(response: Response, body: unknown): Refused {
  const members = (body ?? {}) as { readonly [name: string]: unknown };
  const text = (name: string): string => {
    const value = members[name];
    return typeof value === "string" ? value : "";
  };
  const code = text("code") || "unknown";
  const wait = retryAfter(response);
  return new Refused(response.status, code, text("detail"), wait, text("reason"));
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get("retry-after"));
  return Number.isFinite(seconds) ? Math.max(0, seconds) * 1000 : 0;
}
