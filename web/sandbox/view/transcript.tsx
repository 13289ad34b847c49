import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { sandboxWords as words } from "../../shared/words/sandbox";
import type { Bubble } from "../core/api";
import { GAP_MS, timeLine } from "../core/times";
import { BubbleRow } from "./bubble";

interface Props {
  readonly bubbles: readonly Bubble[];
  readonly accountName: string;
  readonly now: string;
  onPress(says: string, id: string): void;
}

const NEAR_END_PX = 120;

export function Transcript({ bubbles, accountName, now, onPress }: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const latest = bubbles.at(-1);
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null && (atEnd.current || latest?.author === "owner")) {
      element.scrollTop = element.scrollHeight;
    }
  }, [latest?.revision]);
  useLayoutEffect(() => keepEnd(box.current, atEnd), []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keys
    <div class="transcript" ref={box} role="log" aria-label={words.transcript} tabIndex={0}>
      <ol>
        {bubbles.map((bubble, index) => (
          <Timed key={bubble.revision} bubble={bubble} before={bubbles[index - 1]} now={now}>
            <BubbleRow bubble={bubble} accountName={accountName} onPress={onPress} />
          </Timed>
        ))}
      </ol>
    </div>
  );
}

interface TimedProps {
  readonly bubble: Bubble;
  readonly before: Bubble | undefined;
  readonly now: string;
  readonly children: JSX.Element;
}

function Timed({ bubble, before, now, children }: TimedProps): JSX.Element {
  const at = new Date(bubble.at);
  const gap = before === undefined || at.getTime() - new Date(before.at).getTime() > GAP_MS;
  return (
    <>
      {gap && <li class="time">{timeLine(at, new Date(now), words.yesterday)}</li>}
      {children}
    </>
  );
}

/** Remembers whether the end was in view, and keeps it there when keyboard or menu take room. */
function keepEnd(
  element: HTMLElement | null,
  atEnd: { current: boolean },
): (() => void) | undefined {
  if (element === null) return undefined;
  const note = (): void => {
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    atEnd.current = below < NEAR_END_PX;
  };
  const resized = new ResizeObserver(() => {
    if (atEnd.current) element.scrollTop = element.scrollHeight;
  });
  element.addEventListener("scroll", note, { passive: true });
  resized.observe(element);
  return () => {
    element.removeEventListener("scroll", note);
    resized.disconnect();
  };
}
