import { backoffMs } from "../../shared/backoff";
import { Refused } from "./api";

const RETRY_BASE_MS = 1_000;
const RETRY_CAP_MS = 30_000;

/** Hands the server a site's word for its visitor, until it is believed or refused. */
export class Introduction {
  private latest: string | undefined;

  constructor(private readonly present: (jwt: string) => Promise<void>) {}

  /** False where it was refused, or where another one came meanwhile. */
  async make(jwt: string): Promise<boolean> {
    this.latest = jwt;
    for (let failures = 1; this.latest === jwt; failures += 1) {
      try {
        await this.present(jwt);
        return this.latest === jwt;
      } catch (error) {
        if (error instanceof Refused && !error.passing && error.status !== 401) return false;
      }
      const delay = backoffMs(failures, RETRY_BASE_MS, RETRY_CAP_MS);
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
    return false;
  }

  stop(): void {
    this.latest = undefined;
  }
}
