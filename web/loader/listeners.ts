/** What a host page can listen to. Words of the conversation are not among it. */
export interface PanelEvents {
  readonly open: Record<string, never>;
  readonly close: Record<string, never>;
  readonly unread: { readonly count: number };
  readonly message: { readonly author: string; readonly seq: number };
  /** `reason`: why not, by name; docs/WIDGET.md says what each asks of the site. */
  readonly identified: { readonly accepted: boolean; readonly reason?: string };
}

type Listener = (detail: never) => void;

export class Listeners {
  private readonly byEvent = new Map<string, Set<Listener>>();

  add<E extends keyof PanelEvents>(
    event: E,
    listener: (detail: PanelEvents[E]) => void,
  ): () => void {
    const listeners = this.byEvent.get(event) ?? new Set();
    this.byEvent.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** A listener that throws is the page's fault, and must not break the chat. */
  tell<E extends keyof PanelEvents>(event: E, detail: PanelEvents[E]): void {
    for (const listener of this.byEvent.get(event) ?? []) {
      try {
        (listener as (detail: PanelEvents[E]) => void)(detail);
      } catch (error) {
        // biome-ignore lint/suspicious/noConsole: where the page's makers look for their faults.
        console.error(error);
      }
    }
  }
}
