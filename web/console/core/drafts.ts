/** What somebody was writing, by conversation, so that neither a reload nor a sign-in loses it. */
export class Drafts {
  constructor(
    private readonly storage: () => Storage,
    private readonly owner: () => string,
  ) {}

  read(conversationId: string, kind: string): string {
    try {
      return this.storage().getItem(this.key(conversationId, kind)) ?? "";
    } catch {
      return "";
    }
  }

  write(conversationId: string, kind: string, text: string): void {
    try {
      const key = this.key(conversationId, kind);
      if (text === "") this.storage().removeItem(key);
      else this.storage().setItem(key, text);
    } catch {
      // Full or forbidden: the text lives as long as the page does.
    }
  }

  /** Colleagues who share a browser do not see each other's words. */
  private key(conversationId: string, kind: string): string {
    return `console.draft.${this.owner()}.${conversationId}.${kind}`;
  }
}
