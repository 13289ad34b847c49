/** What of a keyboard event matters here; `KeyboardEvent` has it all. */
export interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  /** 229 while an input method is at work, also where `isComposing` is not set yet (Safari). */
  readonly keyCode: number;
}

const SEQUENCE_MS = 1_200;
const COMPOSING = 229;

/** Whether an input method is turning keys into characters: then no key means anything else. */
export function isComposing(stroke: Stroke): boolean {
  return stroke.isComposing || stroke.keyCode === COMPOSING;
}

/** The stroke's name as shortcuts are written: `mod+k`, `shift+enter`, `?`, `j`. */
export function nameOf(stroke: Stroke): string {
  const key = stroke.key === " " ? "space" : stroke.key.toLowerCase();
  const parts: string[] = [];
  if (stroke.ctrlKey || stroke.metaKey) parts.push("mod");
  if (stroke.altKey) parts.push("alt");
  // A printed character already tells of its shift key: "?" is not "shift+?".
  if (stroke.shiftKey && stroke.key.length > 1) parts.push("shift");
  return [...parts, key].join("+");
}

/** Turns strokes into shortcuts, among them sequences of two keys such as `g i`. */
export class Sequences {
  private first = "";
  private at = 0;

  /** The names that this stroke may complete, the longer first. */
  press(name: string, now: number): readonly string[] {
    const sequence =
      this.first !== "" && now - this.at < SEQUENCE_MS ? `${this.first} ${name}` : "";
    this.first = /^[a-z]$/.test(name) ? name : "";
    this.at = now;
    return sequence === "" ? [name] : [sequence, name];
  }

  forget(): void {
    this.first = "";
  }
}

const SYMBOLS: Readonly<Record<string, string>> = {
  enter: "↵",
  escape: "Esc",
  arrowup: "↑",
  arrowdown: "↓",
  shift: "⇧",
  alt: "Alt",
};

/** How a shortcut is written on screen, key by key. */
export function keyCaps(shortcut: string, mac: boolean): readonly string[] {
  return shortcut.split(/[ +]/).map((part) => {
    if (part === "mod") return mac ? "⌘" : "Ctrl";
    return SYMBOLS[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}

export const onMac: boolean = /mac|iphone|ipad/i.test(
  typeof navigator === "undefined" ? "" : navigator.userAgent,
);

/** Whether keys typed here are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  return /^(input|textarea|select)$/i.test(target.tagName);
}
