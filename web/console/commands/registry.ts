import { type ComputedRef, computed, onScopeDispose, shallowReactive } from "vue";
import { isComposing, isTyping, nameOf, Sequences } from "./keys";

export interface Command {
  readonly id: string;
  readonly title: () => string;
  readonly section: () => string;
  /** `mod+k`, `g i`, `r`. Without one the command is found in the palette only. */
  readonly keys?: string;
  /** Also while somebody types; such shortcuts need a modifier. */
  readonly whileTyping?: boolean;
  readonly enabled?: () => boolean;
  readonly run: () => void;
}

/** Everything that can be done now, by the palette or by keys. Pages add theirs while they live. */
export class Commands {
  private readonly known = shallowReactive(new Map<string, Command>());
  private readonly sequences = new Sequences();
  private holds = 0;
  /** Whether characters (`r`, `g i`) do anything; `mod+k` and the arrows always do. */
  singleKeys: () => boolean = () => true;

  readonly available: ComputedRef<readonly Command[]> = computed(() =>
    [...this.known.values()].filter((command) => command.enabled?.() ?? true),
  );

  add(commands: readonly Command[]): () => void {
    for (const command of commands) this.known.set(command.id, command);
    return () => {
      // A page that came since may have put its own in the place.
      for (const each of commands) if (this.known.get(each.id) === each) this.known.delete(each.id);
    };
  }

  /** A dialog is open: keys are its business until the returned function is called. */
  hold(): () => void {
    this.holds += 1;
    return () => {
      this.holds -= 1;
    };
  }

  /** Runs what the stroke stands for. */
  hear(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.repeat) return;
    if (isComposing(event)) {
      this.sequences.forget();
      return;
    }
    const typing = isTyping(event.target);
    const names = this.sequences.press(nameOf(event), Date.now());
    for (const name of names) {
      const command = this.available.value.find((each) => each.keys === name);
      if (command === undefined || (typing && !command.whileTyping)) continue;
      if (!this.singleKeys() && /^.(?: .)?$/.test(name)) continue;
      if (this.holds > 0 && command.id !== "palette") continue;
      event.preventDefault();
      this.sequences.forget();
      command.run();
      return;
    }
  }
}

export const commands = new Commands();

export function useCommands(list: readonly Command[]): void {
  onScopeDispose(commands.add(list));
}

/** Best first: how early and how closely a command's words match what was typed. */
export function search(list: readonly Command[], typed: string): readonly Command[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return list;
  return list
    .map((command) => ({ command, rank: rank(`${command.title()} ${command.section()}`, wanted) }))
    .filter(({ rank: found }) => found < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank)
    .map(({ command }) => command);
}

function rank(text: string, wanted: string): number {
  const lower = text.toLowerCase();
  const whole = lower.indexOf(wanted);
  if (whole >= 0) return whole;
  let from = 0;
  for (const character of wanted) {
    from = lower.indexOf(character, from);
    if (from < 0) return Number.POSITIVE_INFINITY;
    from += 1;
  }
  return 1_000 + from;
}
