import { nextTick } from "vue";

const PLACES = "[role=dialog], section[aria-label], main";

/**
 * What an act was done with may be gone or shut when it is over, and the keyboard with it. Then the
 * place in which it was done has the keyboard, so that one does not begin again from the page's top.
 */
export async function keepPlace<T>(act: () => Promise<T>): Promise<T> {
  const home = document.activeElement?.closest<HTMLElement>(PLACES);
  try {
    return await act();
  } finally {
    await nextTick();
    if (isNowhere(document.activeElement)) land(home);
  }
}

function isNowhere(at: Element | null): boolean {
  return at === null || at === document.body || at.matches(":disabled");
}

/** A question that was asked before is over as well: then the sheet that lies on top, or the page. */
function land(home: HTMLElement | null | undefined): void {
  const shown = [home, document.querySelector<HTMLElement>(".side-sheet")].find(
    (each) => each?.isConnected && each.checkVisibility(),
  );
  const place = shown ?? document.querySelector<HTMLElement>("main");
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
