/** A token by which the site's server says who its visitor is, or what gives one when asked. */
export type TokenSource = string | (() => string | Promise<string>);

interface Ends {
  present(jwt: string): void;
  /** There is no token to present. */
  missing(): void;
}

/** Whom the site vouches for. A token is asked for late: one that lies about expires. */
export class Voucher {
  private source: TokenSource | undefined;
  private renewed = false;

  constructor(private readonly ends: Ends) {}

  /** @param heard the widget is there to hear it; otherwise it is shown once that is */
  take(source: TokenSource, heard: boolean): void {
    this.source = source || undefined;
    if (!source) this.ends.missing();
    else if (heard) void this.show();
  }

  forget(): void {
    this.source = undefined;
  }

  async show(): Promise<void> {
    const { source } = this;
    if (source === undefined) return;
    let jwt: unknown = source;
    try {
      if (typeof source === "function") jwt = await source();
    } catch (error) {
      jwt = "";
      // biome-ignore lint/suspicious/noConsole: where the page's makers look for their faults.
      console.error(error);
    }
    // Meanwhile the visitor may have signed out.
    if (source !== this.source) return;
    if (jwt && typeof jwt === "string") this.ends.present(jwt);
    else this.ends.missing();
  }

  /** What gives tokens is asked once more where its last one came too late. */
  renews(reason: unknown): boolean {
    this.renewed = reason === "expired" && typeof this.source === "function" && !this.renewed;
    if (this.renewed) void this.show();
    return this.renewed;
  }
}
