import type { JSX } from "preact";
import { sandboxWords as words } from "../../shared/words/sandbox";
import type { Call, Delivery, Push } from "../core/api";
import { clockTime } from "../core/times";
import { indentXml } from "../core/xml";

const GOOD = new Set(["answered", "acknowledged"]);

export function PushList({ pushes }: { readonly pushes: readonly Push[] }): JSX.Element {
  if (pushes.length === 0) return <p class="hint">{words.noPushes}</p>;
  return (
    <ol class="pushes">
      {[...pushes].reverse().map((push) => (
        <li key={push.number}>
          <details>
            <summary>
              <span class="push-title">{push.title}</span>
              {push.deliveries.map((delivery, index) => (
                <Tried key={delivery.began} delivery={delivery} number={index + 1} />
              ))}
            </summary>
            <Source title={words.plain} text={push.document} />
            <Source title={words.sealed} text={push.deliveries.at(-1)?.body ?? ""} />
            <Source title={words.answer} text={push.answer} />
            <Source title={words.sealedAnswer} text={push.answer_body} />
          </details>
        </li>
      ))}
    </ol>
  );
}

interface TriedProps {
  readonly delivery: Delivery;
  readonly number: number;
}

function Tried({ delivery, number }: TriedProps): JSX.Element {
  const { outcome } = delivery;
  const tone = outcome === "under_way" ? "" : GOOD.has(outcome) ? " fine" : " bad";
  const took = outcome === "under_way" ? "" : words.seconds(delivery.seconds);
  return (
    <span class={`tried${tone}`}>
      <span>{words.delivery(number)}</span>
      <time>{clockTime(new Date(delivery.began))}</time>
      <b>{words.outcomes[outcome]}</b>
      <span>{took}</span>
      {delivery.note !== "" && <span class="note">{delivery.note}</span>}
    </span>
  );
}

function Source({ title, text }: { readonly title: string; readonly text: string }): JSX.Element {
  return (
    <>
      {text !== "" && (
        <figure>
          <figcaption>{title}</figcaption>
          <pre>{indentXml(text)}</pre>
        </figure>
      )}
    </>
  );
}

export function CallList({ calls }: { readonly calls: readonly Call[] }): JSX.Element {
  if (calls.length === 0) return <p class="hint">{words.noCalls}</p>;
  return (
    <ol class="pushes">
      {[...calls].reverse().map((call) => (
        <li key={call.revision}>
          <details>
            <summary>
              <span class="push-title">{call.name}</span>
              <span class={call.code === 0 ? "tried fine" : "tried bad"}>
                <time>{clockTime(new Date(call.at))}</time>
                <b>{call.code}</b>
                <span class="note">{call.reason}</span>
              </span>
            </summary>
            <pre>{call.request || call.reason}</pre>
          </details>
        </li>
      ))}
    </ol>
  );
}
