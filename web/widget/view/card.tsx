import type { JSX } from "preact";
import type { Button, Card } from "../../shared/protocol";
import { Buttons } from "./buttons";
import { useTongue } from "./context";
import { RichText } from "./rich-text";

interface Props {
  readonly card: Card;
  onPress(button: Button): void;
}

/** A university, mentor, patent or need. Its buttons stay usable: owners compare several cards. */
export function CardView({ card, onPress }: Props): JSX.Element {
  const { words } = useTongue();
  return (
    <article class={`card kind-${/^[a-z_]+$/.test(card.kind) ? card.kind : "other"}`}>
      <p class="card-tags">
        <span class="tag">{words.kinds[card.kind] ?? card.kind}</span>
        {card.demo && <span class="tag demo">{words.demo}</span>}
      </p>
      <h2 class="card-title">{card.title}</h2>
      {card.subtitle !== "" && <p class="card-subtitle">{card.subtitle}</p>}
      <Reasons reasons={card.reasons} />
      <Facts facts={card.facts} />
      <Buttons buttons={card.buttons} className="card-buttons" onPress={onPress} />
    </article>
  );
}

function Reasons({ reasons }: Pick<Card, "reasons">): JSX.Element | null {
  const { words } = useTongue();
  if (reasons.length === 0) return null;
  return (
    <div class="reasons">
      <h3>{words.reasons}</h3>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>
            <RichText text={reason} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Facts({ facts }: Pick<Card, "facts">): JSX.Element | null {
  if (facts.length === 0) return null;
  return (
    <table class="facts">
      <tbody>
        {facts.map(([label, value]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>
              <RichText text={value} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
