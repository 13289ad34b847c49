import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Button, Card } from "../../shared/protocol";
import { CardView } from "./card";
import { useTongue } from "./context";
import { NextIcon, PreviousIcon } from "./icons";

interface Props {
  readonly cards: readonly Card[];
  onPress(button: Button): void;
}

/** Several cards side by side: a thumb swipes, a mouse presses the arrows, Tab walks through. */
export function Carousel({ cards, onPress }: Props): JSX.Element {
  const { words } = useTongue();
  const strip = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const rest = useRef(0);
  // The card that a press is on its way to, until it has come there or a hand takes over.
  const goal = useRef<number | undefined>(undefined);
  const show = (place: number): void => {
    goal.current = place;
    setAt(place);
    const box = strip.current;
    const [first, card] = [box?.children[0], box?.children[place]];
    if (box === null || first === undefined || card === undefined) return;
    // From card to card, which is the same wherever a motion that is under way has come to.
    const start = getComputedStyle(box).direction === "rtl" ? "right" : "left";
    const left = card.getBoundingClientRect()[start] - first.getBoundingClientRect()[start];
    box.scrollTo({ left });
  };
  const settle = (): void => {
    if (strip.current === null) return;
    const here = nearest(strip.current);
    // A motion that halts on its way, or the one before it, says nothing of where it will stand.
    if (goal.current !== undefined && goal.current !== here) return;
    goal.current = undefined;
    setAt(here);
  };
  const follow = (): void => {
    clearTimeout(rest.current);
    rest.current = window.setTimeout(settle, 150);
  };
  const takeOver = (): void => {
    goal.current = undefined;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would announce a form
    <div class="carousel" role="group" aria-label={words.cards(cards.length)}>
      <div
        class="strip"
        ref={strip}
        onScroll={follow}
        onPointerDown={takeOver}
        onWheel={takeOver}
        onFocusIn={takeOver}
      >
        {cards.map((card) => (
          <CardView key={`${card.kind}:${card.id}`} card={card} onPress={onPress} />
        ))}
      </div>
      <div class="turner">
        <button
          type="button"
          aria-label={words.previousCard}
          disabled={at === 0}
          onClick={() => show(at - 1)}
        >
          <PreviousIcon />
        </button>
        <span>
          {at + 1} / {cards.length}
        </span>
        <button
          type="button"
          aria-label={words.nextCard}
          disabled={at === cards.length - 1}
          onClick={() => show(at + 1)}
        >
          <NextIcon />
        </button>
      </div>
    </div>
  );
}

/** The card whose beginning stands nearest to the beginning of the strip, in either direction of
 * writing; the last one where the strip is at its end. */
function nearest(strip: HTMLElement): number {
  const scrolled = Math.abs(strip.scrollLeft);
  const last = strip.children.length - 1;
  if (scrolled + strip.clientWidth >= strip.scrollWidth - 2) return last;
  const step = strip.scrollWidth / strip.children.length;
  return Math.min(last, Math.round(scrolled / step));
}
