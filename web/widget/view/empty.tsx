import type { JSX } from "preact";
import { useTongue } from "./context";

/** Before the first word: who we are, what to do, and something to press. */
export function Empty({ onSay }: { onSay(text: string): void }): JSX.Element {
  const { words } = useTongue();
  return (
    <div class="empty">
      <div class="row bot leads">
        <p class="author">{words.bot}</p>
        <div class="bubble">
          {words.welcome}
          {"\n"}
          {words.welcomeMore}
        </div>
      </div>
      <p class="examples-title">{words.examplesTitle}</p>
      <ul class="examples">
        {words.examples.map((example) => (
          <li key={example}>
            <button type="button" onClick={() => onSay(example)}>
              {example}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
