// A stand-in for the front door, for development and for the tests of this folder: the webchat
// contract over one in-memory conversation per token, plus switches that break things on purpose.
// Run `npm run build && npm run fake`, then open the printed address.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { answer } from "./fake-answers.mjs";

const DIST = new URL("../dist/", import.meta.url);
const PING_MS = 10_000;
const PAGE_SIZE = 100;
/** What the real front door sends: nothing inline, nothing from elsewhere. ORIGINS may frame us. */
const CSP = `default-src 'self'; frame-ancestors 'self' ${process.env.ORIGINS ?? ""}; base-uri 'none'; object-src 'none'`;
/** @type {Record<string, string>} */
const TYPES = { html: "text/html", js: "text/javascript", css: "text/css", svg: "image/svg+xml" };

/**
 * @typedef {{seq: number, author: string, [more: string]: unknown}} Message
 * @typedef {{id: string, log: Message[], owner: string, typing: boolean,
 *   sockets: Set<import("ws").WebSocket>, streams: Set<import("node:http").ServerResponse>, waiting: Set<() => void>}} Conversation
 */

export class FakeServer {
  /** @type {Map<string, Conversation>} */ sessions = new Map();
  /** Whom sites vouch for. @type {Map<string, Conversation>} */ people = new Map();
  /** Requests whose next occurrences fail with this status, by path. @type {Map<string, number[]>} */
  failures = new Map();
  refuseSockets = false;
  /** A proxy that gives up on event streams, or one that keeps them to itself. */
  refuseStreams = false;
  holdStreams = false;
  /** Socket frames are swallowed, as on a half-open line. */
  muteSockets = false;
  answers = true;
  delayMs = 700;
  sends = 0;

  constructor() {
    this.http = createServer((request, response) => void this.serve(request, response));
    this.wss = new WebSocketServer({ noServer: true, handleProtocols: () => "bearer" });
    this.http.on("upgrade", (request, socket, head) => this.upgrade(request, socket, head));
    this.pings = setInterval(() => this.broadcastPing(), PING_MS);
  }

  /** @param {number} port 0 picks a free one @returns {Promise<number>} */
  listen(port) {
    return new Promise((resolve) => {
      this.http.listen(port, "127.0.0.1", () => {
        const address = this.http.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  }

  async close() {
    clearInterval(this.pings);
    this.cutSockets();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  /** @returns {Conversation} the only conversation, for tests with one visitor */
  get only() {
    const [conversation] = this.sessions.values();
    if (conversation === undefined) throw new Error("no conversation yet");
    return conversation;
  }

  /** @param {Conversation} conversation @param {Record<string, unknown>} message */
  say(conversation, message) {
    const seq = (conversation.log[conversation.log.length - 1]?.seq ?? 0) + 1;
    const whole = {
      buttons: [],
      cards: [],
      text: "",
      ...message,
      seq,
      created_at: new Date().toISOString(),
    };
    if (message.author !== "user") conversation.typing = false;
    conversation.log.push(/** @type {Message} */ (/** @type {unknown} */ (whole)));
    this.push(conversation, { type: "messages", messages: [whole], owner: conversation.owner });
    return seq;
  }

  /** @param {Conversation} conversation @param {boolean} on */
  type(conversation, on) {
    conversation.typing = on;
    this.push(conversation, { type: "typing", on });
  }

  cutSockets() {
    for (const { sockets } of this.sessions.values())
      for (const socket of sockets) socket.terminate();
  }

  /** @param {Conversation} conversation @param {object} frame */
  push(conversation, frame) {
    const data = JSON.stringify(frame);
    if (!this.muteSockets) for (const s of conversation.sockets) s.send(data);
    for (const stream of conversation.streams) stream.write(`data: ${data}\n\n`);
    for (const wake of conversation.waiting) wake();
  }

  broadcastPing() {
    if (this.muteSockets) return;
    for (const { sockets } of this.sessions.values())
      for (const s of sockets) s.send('{"type":"ping"}');
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  async serve(request, response) {
    const url = new URL(request.url ?? "/", "http://fake");
    const status = this.failures.get(url.pathname)?.shift();
    if (status !== undefined) return problem(response, status);
    if (!url.pathname.startsWith("/webchat/")) return await serveFile(url.pathname, response);
    const body = request.method === "POST" ? await readJson(request) : {};
    if (request.method === "DELETE") return this.end(request, response);
    if (url.pathname === "/webchat/session") return this.open(body, response);
    const token = (request.headers.authorization ?? "").replace("Bearer ", "");
    const conversation = this.sessions.get(token);
    if (conversation === undefined) return problem(response, 401);
    if (url.pathname === "/webchat/identity") return this.identify(token, body, response);
    if (url.pathname === "/webchat/read") return void response.writeHead(204).end();
    if (request.method === "POST") return this.take(conversation, body, response);
    if (url.pathname === "/webchat/events")
      return this.stream(conversation, url.searchParams, response);
    return await this.read(conversation, url.searchParams, response);
  }

  /** @param {Record<string, unknown>} body @param {import("node:http").ServerResponse} response */
  open(body, response) {
    const old = typeof body.token === "string" ? this.sessions.get(body.token) : undefined;
    const token = old === undefined ? randomUUID() : String(body.token);
    const conversation = old ?? newConversation();
    this.sessions.set(token, conversation);
    json(response, 200, { token, conversation_id: conversation.id });
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  end(request, response) {
    this.sessions.delete((request.headers.authorization ?? "").replace("Bearer ", ""));
    response.writeHead(204).end();
  }

  /** Believes everything but "forged". @param {string} token @param {Record<string, unknown>} body @param {import("node:http").ServerResponse} response */
  identify(token, body, response) {
    const who = String(body.jwt);
    if (who === "forged") return problem(response, 403, { reason: "token" });
    const mine = /** @type {Conversation} */ (this.sessions.get(token));
    const known = this.people.get(who) ?? mine;
    this.people.set(who, known);
    this.sessions.set(token, known);
    json(response, 200, { conversation_id: known.id });
  }

  /** @param {Conversation} conversation @param {Record<string, unknown>} body @param {import("node:http").ServerResponse} response */
  take(conversation, body, response) {
    this.sends += 1;
    const id = String(body.client_msg_id);
    const known = conversation.log.find((message) => message.client_msg_id === id);
    if (known !== undefined) return json(response, 202, { seq: known.seq });
    const text = String(body.text ?? titleOf(conversation, body.button_id) ?? "");
    if (text.length > 4000) return problem(response, 413);
    const seq = this.say(conversation, { author: "user", client_msg_id: id, text });
    json(response, 202, { seq });
    if (this.answers) void this.reply(conversation, text);
  }

  /** @param {Conversation} conversation @param {string} text */
  async reply(conversation, text) {
    if (conversation.owner !== "bot") return;
    this.type(conversation, true);
    await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const { messages, owner } = answer(text);
    this.type(conversation, false);
    if (owner !== undefined) conversation.owner = owner;
    for (const message of messages) this.say(conversation, { author: "bot", ...message });
  }

  /** @param {Conversation} conversation @param {URLSearchParams} query @param {import("node:http").ServerResponse} response */
  async read(conversation, query, response) {
    if (query.has("before")) return this.readBack(conversation, query, response);
    const after = Number(query.get("after") ?? 0);
    const fresh = () => conversation.log.filter((message) => message.seq > after);
    if (fresh().length === 0)
      await waitForNews(conversation, Number(query.get("wait") ?? 0), response);
    const { owner, typing } = conversation;
    const messages = fresh().slice(0, PAGE_SIZE);
    json(response, 200, { messages, owner, typing, has_more: fresh().length > PAGE_SIZE });
  }

  /** @param {Conversation} conversation @param {URLSearchParams} query @param {import("node:http").ServerResponse} response */
  readBack({ log, owner, typing }, query, response) {
    const earlier = log.filter((message) => message.seq < Number(query.get("before")));
    const messages = earlier.slice(-Number(query.get("limit")));
    json(response, 200, { messages, owner, typing, has_more: messages.length < earlier.length });
  }

  /** @param {Conversation} conversation @param {URLSearchParams} query @param {import("node:http").ServerResponse} response */
  stream(conversation, query, response) {
    if (this.refuseStreams) return problem(response, 502);
    response.writeHead(200, { "content-type": "text/event-stream" });
    if (this.holdStreams) return;
    const after = Number(query.get("after") ?? 0);
    const messages = conversation.log.filter((message) => message.seq > after);
    const frame = { type: "messages", messages, owner: conversation.owner };
    response.write(`data: ${JSON.stringify(frame)}\n\n`);
    conversation.streams.add(response);
    response.on("close", () => conversation.streams.delete(response));
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:stream").Duplex} socket @param {Buffer} head */
  upgrade(request, socket, head) {
    const token = String(request.headers["sec-websocket-protocol"]).split(",")[1]?.trim() ?? "";
    const conversation = this.sessions.get(token);
    if (this.refuseSockets || conversation === undefined) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    this.wss.handleUpgrade(request, socket, head, (ws) => {
      conversation.sockets.add(ws);
      ws.on("close", () => conversation.sockets.delete(ws));
      ws.on("message", (data) => {
        if (String(data).includes("ping") && !this.muteSockets) ws.send('{"type":"pong"}');
      });
      if (!this.muteSockets) ws.send('{"type":"ping"}');
    });
  }
}

/** @returns {Conversation} */
function newConversation() {
  const id = randomUUID();
  return {
    id,
    log: [],
    owner: "bot",
    typing: false,
    sockets: new Set(),
    streams: new Set(),
    waiting: new Set(),
  };
}

/** @param {Conversation} conversation @param {unknown} buttonId @returns {string | undefined} */
function titleOf(conversation, buttonId) {
  const all = JSON.stringify(conversation.log);
  const found = all.match(new RegExp(`"id":"${String(buttonId)}","title":"([^"]+)"`));
  return found?.[1];
}

/** @param {Conversation} conversation @param {number} seconds @param {import("node:http").ServerResponse} response */
function waitForNews(conversation, seconds, response) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      conversation.waiting.delete(done);
      resolve(undefined);
    };
    const timer = setTimeout(done, seconds * 1000);
    response.on("close", done);
    conversation.waiting.add(done);
  });
}

/** @param {import("node:http").IncomingMessage} request @returns {Promise<Record<string, unknown>>} */
async function readJson(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text || "{}");
}

/** @param {import("node:http").ServerResponse} response @param {number} status @param {object} body */
function json(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

/** @param {import("node:http").ServerResponse} response @param {number} status @param {object} more */
function problem(response, status, more = {}) {
  if (status === 429) response.setHeader("retry-after", "1");
  response.setHeader("content-type", "application/problem+json");
  response.writeHead(status);
  response.end(
    JSON.stringify({ code: `fake_${status}`, detail: `假服务器按要求出错（${status}）`, ...more }),
  );
}

/** @param {string} path @param {import("node:http").ServerResponse} response */
async function serveFile(path, response) {
  const name = path.endsWith("/") ? `${path}index.html` : path;
  const file = new URL(`.${name}`, DIST);
  try {
    const body = await readFile(file);
    const type = TYPES[name.split(".").pop() ?? ""] ?? "application/octet-stream";
    response.writeHead(200, {
      "content-type": `${type}; charset=utf-8`,
      "content-security-policy": CSP,
    });
    response.end(body);
  } catch {
    problem(response, 404);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = new FakeServer();
  const port = await server.listen(Number(process.argv[2] ?? 8090));
  console.log(`http://127.0.0.1:${port}/`);
}
