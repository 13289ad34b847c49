import type { JSX } from "preact";
import type { Button } from "../../shared/protocol";

interface Props {
  readonly buttons: readonly Button[];
  readonly className: string;
  onPress(button: Button): void;
}

const STYLES: ReadonlySet<string> = new Set(["primary", "danger"]);

export function Buttons({ buttons, className, onPress }: Props): JSX.Element | null {
  if (buttons.length === 0) return null;
  return (
    <div class={className}>
      {buttons.map((button) => (
        <button
          key={button.id}
          type="button"
          class={STYLES.has(button.style) ? `chip ${button.style}` : "chip"}
          onClick={() => onPress(button)}
        >
          {button.title}
        </button>
      ))}
    </div>
  );
}
