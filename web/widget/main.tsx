import { render } from "preact";
import {
  ACCENT_PARAM,
  type Entries,
  HOST_PARAM,
  LANG_PARAM,
  pickTheme,
  RADIUS_PARAM,
  THEME_PARAM,
} from "../shared/bridge";
import { inkOn, plainColour } from "../shared/colour";
import { pickLang, wordsFor } from "../shared/words";
import { askSealKey, httpApi } from "./core/api";
import { Conversation } from "./core/conversation";
import { browserExclusive } from "./core/exclusive";
import type { Outcome } from "./core/introduction";
import { grants, type Keep, keepIn } from "./core/keep";
import { newsOf } from "./core/news";
import { openPendingStore } from "./core/pending-store";
import { sealedKeep } from "./core/sealed-keep";
import { Host } from "./host";
import "./style.css";
import { App, type Stage } from "./view/app";
import { TongueContext } from "./view/context";

const query = new URLSearchParams(location.search);
const lang = pickLang(query.get(LANG_PARAM));
const words = wordsFor(lang);
const DESK = new URL("/webchat/", location.origin);

async function start(root: HTMLElement): Promise<void> {
  dress();
  const host = Host.around(window, query.get(HOST_PARAM));
  const keep = await openKeep(host);
  const conversation = new Conversation({
    api: httpApi(DESK),
    keep,
    store: await openPendingStore(keep, database()),
    exclusive: browserExclusive(navigator.locks as LockManager | undefined),
  });
  const seen = showOn(root, conversation, host);
  watchSurroundings(conversation, host, seen);
  await conversation.resume();
}

async function openKeep(host: Host | undefined): Promise<Keep> {
  const own = () => localStorage;
  if (host === undefined || grants(own)) return keepIn(own);
  const hold = (entries: Entries): void => host.keep(entries);
  return await sealedKeep(await host.recall(), hold, (nonce) => askSealKey(DESK, nonce));
}

/** Draws the widget; the returned function tells whether the visitor can see it just now. */
function showOn(
  root: HTMLElement,
  conversation: Conversation,
  host: Host | undefined,
): () => boolean {
  const drafts = keepIn(() => sessionStorage);
  const close = (): void => host?.close();
  let stage: Stage = { closable: false, openings: 0, suggestion: undefined };
  let shown = host === undefined;
  const seen = (): boolean => shown && document.visibilityState === "visible";
  const draw = (change: Partial<Stage>): void => {
    stage = { ...stage, ...change };
    render(
      <TongueContext.Provider value={{ lang, words }}>
        <App conversation={conversation} stage={stage} drafts={drafts} onClose={close} />
      </TongueContext.Provider>,
      root,
    );
  };
  draw({});
  host?.listen({
    shown(closable, entered) {
      shown = true;
      draw({ closable, openings: stage.openings + (entered ? 1 : 0) });
      if (seen()) conversation.markRead();
    },
    hidden() {
      shown = false;
    },
    identify(jwt) {
      void conversation.identify(jwt).then((outcome) => tellOutcome(host, outcome));
    },
    forget() {
      void conversation.forget();
    },
    ask(text, trusted) {
      // Another site may fill in the composer; only the visitor's own press sends it.
      if (trusted) void conversation.say(text);
      else draw({ suggestion: { text } });
    },
  });
  return seen;
}

function tellOutcome(host: Host, outcome: Outcome | undefined): void {
  if (outcome === undefined) return;
  const { accepted, reason, detail } = outcome;
  // biome-ignore lint/suspicious/noConsole: where the page's makers look for their faults.
  if (!accepted) console.warn(`FrontDesk.identify: ${reason}. ${detail}`);
  host.tellIdentified(outcome);
}

function watchSurroundings(
  conversation: Conversation,
  host: Host | undefined,
  seen: () => boolean,
): void {
  const look = (): void => {
    if (seen() && conversation.snapshot.unread > 0) conversation.markRead();
    host?.tellUnread(conversation.snapshot.unread);
  };
  conversation.subscribe(look);
  if (host !== undefined)
    conversation.subscribe(
      newsOf(conversation, ({ author, seq }) => host.tellMessage(author, seq)),
    );
  const wake = (): void => void conversation.wake(navigator.onLine);
  window.addEventListener("online", wake);
  window.addEventListener("offline", wake);
  window.addEventListener("pageshow", wake);
  window.addEventListener("storage", () => conversation.shared());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    wake();
    look();
  });
}

/** Reading `indexedDB` itself throws in some framed pages. */
function database(): IDBFactory | undefined {
  try {
    return indexedDB;
  } catch {
    return undefined;
  }
}

/** What the host page may set of the looks; only plain values, for they end up in a style. */
function dress(): void {
  const page = document.documentElement;
  page.lang = lang;
  document.title = words.title;
  page.dataset.theme = pickTheme(query.get(THEME_PARAM));
  const accent = plainColour(query.get(ACCENT_PARAM));
  if (accent !== "") {
    page.style.setProperty("--accent", accent);
    page.style.setProperty("--on-accent", inkOn(accent));
  }
  const radius = query.get(RADIUS_PARAM) ?? "";
  if (/^\d{1,2}px$/.test(radius)) page.style.setProperty("--radius", radius);
}

const root = document.getElementById("app");
if (root !== null) void start(root);
