import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useTongue } from "./context";

interface Props {
  /** What was given before, if anything. */
  readonly rating: number | undefined;
  rate(score: number): Promise<boolean>;
}

const SCORES = [1, 2, 3, 4, 5];

/** Five stars under the notice that a person's service has ended. */
export function Rating({ rating, rate }: Props): JSX.Element {
  const { words } = useTongue();
  const [lost, setLost] = useState(false);
  if (rating !== undefined) return <p class="rated">{words.rated(rating)}</p>;
  const give = (score: number): void => void rate(score).then((given) => setLost(!given));
  return (
    <fieldset class="rating">
      <legend>{lost ? words.unrated : words.rate}</legend>
      {SCORES.map((score) => (
        <button
          key={score}
          type="button"
          class="star"
          aria-label={words.stars(score)}
          onClick={() => give(score)}
        >
          ★
        </button>
      ))}
    </fieldset>
  );
}
