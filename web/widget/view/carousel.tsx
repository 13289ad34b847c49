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
  const show = (place: number): void => {
    setAt(place);
    const box = strip.current;
    const card = box?.children[place];
    if (box === null || card === undefined) return;
    const start = getComputedStyle(box).direction === "rtl" ? "right" : "left";
    const away = card.getBoundingClientRect()[start] - box.getBoundingClientRect()[start];
    box.scrollBy({ left: away });
  };
  // Once it has come to rest: a second press while it still turns goes one further.
  const follow = (): void => {
    clearTimeout(rest.current);
    rest.current = window.setTimeout(() => {
      if (strip.current !== null) setAt(nearest(strip.current));
    }, 150);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would announce a form
    <div class="carousel" role="group" aria-label={words.cards(cards.length)}>
      <div class="strip" ref={strip} onScroll={follow}>
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
