import type { JSX } from "preact";
import type { Words } from "../../shared/words";
import type { Snapshot } from "../core/showing";
import { useTongue } from "./context";

/** One line above the transcript: who answers, or why nobody can just now. */
export function Notices({ state }: { readonly state: Snapshot }): JSX.Element {
  const { words } = useTongue();
  const line = lineFault(state, words);
  const owner = ownerNotice(state, words);
  return (
    <div class="notices" role="status">
      {line !== "" && <p class="notice fault">{line}</p>}
      {owner !== "" && <p class={`notice ${state.owner}`}>{owner}</p>}
      {state.renewed && <p class="notice">{words.renewed}</p>}
    </div>
  );
}

function lineFault({ online, link }: Snapshot, words: Words): string {
  if (!online) return words.offline;
  return link === "down" ? words.reconnecting : "";
}

function ownerNotice({ owner, messages }: Snapshot, words: Words): string {
  if (owner === "queue") return words.queue;
  if (owner === "closed") return words.closed;
  if (owner === "bot") return "";
  return words.withStaff(whoServes(messages));
}

/** Who has spoken since the conversation last changed hands; before that it was somebody else. */
function whoServes(messages: Snapshot["messages"]): string {
  for (const { author, authorName, event } of [...messages].reverse()) {
    if (author === "staff") return authorName;
    if (event !== "") return "";
  }
  return "";
}
