import type { JSX } from "preact";
import { useCallback, useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Button } from "../../shared/protocol";
import type { Conversation } from "../core/conversation";
import type { Keep } from "../core/keep";
import type { Pending } from "../core/outbox";
import type { Snapshot } from "../core/showing";
import { transcriptText } from "../core/transcript-text";
import { useGivenFiles } from "./attach";
import { Composer } from "./composer";
import { useTongue } from "./context";
import { fileDay } from "./dates";
import { CloseIcon } from "./icons";
import { Notices } from "./notices";
import { save } from "./save";
import { Transcript } from "./transcript";

/** How the host page shows the widget, and what it asked the visitor's composer to hold. */
export interface Stage {
  readonly closable: boolean;
  /** Counts up when the visitor opens the panel, and focus belongs to the composer. */
  readonly openings: number;
  /** Another one each time, so that the same words may be asked for again. */
  readonly suggestion: { readonly text: string } | undefined;
}

interface Props {
  readonly conversation: Conversation;
  readonly stage: Stage;
  /** Holds the draft, so that a reload does not lose half a sentence. */
  readonly drafts: Keep;
  onClose(): void;
}

const DRAFT = "frontdesk.draft";

export function App({ conversation, stage, drafts, onClose }: Props): JSX.Element {
  const { words } = useTongue();
  const state = useSnapshot(conversation);
  const field = useRef<HTMLTextAreaElement | null>(null);
  const [draft, setDraft] = useState(drafts.get(DRAFT) ?? "");
  const write = (text: string): void => {
    drafts.set(DRAFT, text);
    setDraft(text);
  };
  const say = (text: string): void => void conversation.say(text);
  const send = (text: string): void => {
    write("");
    say(text);
  };
  const edit = (message: Pending): void => {
    void conversation.discard(message.id);
    write(message.label);
    field.current?.focus();
  };
  const press = (button: Button): void => {
    void conversation.press(button);
    focusComposer(field.current);
  };
  useEffect(() => {
    if (stage.suggestion !== undefined) write(stage.suggestion.text);
  }, [stage.suggestion]);
  useEffect(() => {
    if (stage.openings > 0) focusComposer(field.current);
  }, [stage.openings]);
  useEscape(stage.closable, onClose);
  const give = useCallback(
    (files: readonly File[]): void => {
      for (const file of files) void conversation.sendFile(file);
    },
    [conversation],
  );
  const dropping = useGivenFiles(give);

  return (
    <main class="widget">
      <Header
        state={state}
        closable={stage.closable}
        onClose={onClose}
        onPerson={() => say(words.person)}
      />
      <Notices state={state} />
      <Transcript
        state={state}
        onPress={press}
        onSay={say}
        onRetry={() => void conversation.retry()}
        onDiscard={(id) => void conversation.discard(id)}
        onEdit={edit}
        onEarlier={() => void conversation.readEarlier().catch(() => undefined)}
        onOpenFile={(seq) => conversation.openFile(seq)}
        onRate={(seq, score) => conversation.rate(seq, score)}
      />
      {dropping && <p class="drop-here">{words.dropHere}</p>}
      <Composer draft={draft} field={field} onDraft={write} onSend={send} onFiles={give} />
      <SmallPrint conversation={conversation} />
    </main>
  );
}

function SmallPrint({ conversation }: Pick<Props, "conversation">): JSX.Element {
  const { words } = useTongue();
  const { messages } = conversation.snapshot;
  const saveAll = async (): Promise<void> => {
    const whole = await conversation.readAll();
    const text = transcriptText(conversation.snapshot.messages, words, whole);
    const day = fileDay(new Date());
    save(new Blob([text], { type: "text/plain;charset=utf-8" }), words.transcriptName(day));
  };
  return (
    <p class="small-print">
      {words.notice}
      {messages.length > 0 && (
        <button type="button" class="link" onClick={() => void saveAll()}>
          {words.saveTranscript}
        </button>
      )}
    </p>
  );
}

interface HeaderProps {
  readonly state: Snapshot;
  readonly closable: boolean;
  onClose(): void;
  onPerson(): void;
}

function Header({ state, closable, onClose, onPerson }: HeaderProps): JSX.Element {
  const { words } = useTongue();
  return (
    <header class="header">
      <div class="header-words">
        <h1>{words.title}</h1>
        <p>{words.subtitle}</p>
      </div>
      {state.owner === "bot" && (
        <button type="button" class="person" onClick={onPerson}>
          {words.person}
        </button>
      )}
      {closable && (
        <button type="button" class="close" aria-label={words.close} onClick={onClose}>
          <CloseIcon />
        </button>
      )}
    </header>
  );
}

function useSnapshot(conversation: Conversation): Snapshot {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    redraw(0);
    return conversation.subscribe(() => redraw(0));
  }, [conversation]);
  return conversation.snapshot;
}

function useEscape(active: boolean, onClose: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (active && event.key === "Escape" && !event.isComposing) onClose();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [active, onClose]);
}

/** Not on touch screens, where focus would pull up the keyboard over the answer. */
function focusComposer(field: HTMLTextAreaElement | null): void {
  const touch = window.matchMedia("(pointer: coarse)").matches;
  if (!touch) field?.focus();
}
