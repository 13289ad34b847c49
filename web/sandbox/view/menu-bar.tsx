import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { sandboxWords as words } from "../../shared/words/sandbox";
import type { MenuButton } from "../core/api";
import { UpIcon } from "./icons";

interface Props {
  readonly menu: readonly MenuButton[];
  onTap(path: readonly number[]): void;
}

export function MenuBar({ menu, onTap }: Props): JSX.Element {
  const [open, setOpen] = useState(-1);
  useEffect(() => {
    if (open < 0) return undefined;
    const close = (event: Event): void => {
      const key = event instanceof KeyboardEvent ? event.key : "";
      const inside = event.target instanceof Element && event.target.closest(".menu-bar") !== null;
      if (key === "Escape" || (event.type === "pointerdown" && !inside)) setOpen(-1);
    };
    document.addEventListener("keydown", close);
    document.addEventListener("pointerdown", close);
    return () => {
      document.removeEventListener("keydown", close);
      document.removeEventListener("pointerdown", close);
    };
  }, [open]);
  const tap = (path: readonly number[]): void => {
    setOpen(-1);
    onTap(path);
  };
  if (menu.length === 0) return <p class="menu-empty">{words.emptyMenu}</p>;
  return (
    <nav class="menu-bar" aria-label={words.menu}>
      {menu.map((button, top) => {
        const below = button.sub_button ?? [];
        if (below.length === 0) {
          return (
            <div class="menu-top" key={button.name}>
              <button type="button" onClick={() => tap([top])}>
                {button.name}
              </button>
            </div>
          );
        }
        return (
          <div class="menu-top" key={button.name}>
            <button
              type="button"
              aria-expanded={open === top}
              onClick={() => setOpen(open === top ? -1 : top)}
            >
              <UpIcon />
              {button.name}
            </button>
            {open === top && (
              <ul class="menu-sub">
                {below.map((item, place) => (
                  <li key={item.name}>
                    <button type="button" onClick={() => tap([top, place])}>
                      {item.name}
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </div>
        );
      })}
    </nav>
  );
}
