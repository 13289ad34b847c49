import { backoffMs } from "../../shared/backoff";
import { Refused } from "./api";

/** Whether a site's word was believed; where not, why, for its makers. */
export interface Outcome {
  readonly accepted: boolean;
  readonly reason: string;
  readonly detail: string;
}

const BELIEVED: Outcome = { accepted: true, reason: "", detail: "" };

const RETRY_BASE_MS = 1_000;
const RETRY_CAP_MS = 30_000;

/** Hands the server a site's word for its visitor, until it is believed or refused. */
export class Introduction {
  private latest: string | undefined;

  constructor(private readonly present: (jwt: string) => Promise<void>) {}

  /** Nothing where another one came meanwhile, or the visitor signed out. */
  async make(jwt: string): Promise<Outcome | undefined> {
    this.latest = jwt;
    for (let failures = 1; this.latest === jwt; failures += 1) {
      try {
        await this.present(jwt);
        return this.latest === jwt ? BELIEVED : undefined;
      } catch (error) {
        if (error instanceof Refused && !error.passing && error.status !== 401)
          return { accepted: false, reason: error.reason || error.code, detail: error.detail };
      }
      const delay = backoffMs(failures, RETRY_BASE_MS, RETRY_CAP_MS);
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
    return undefined;
  }

  stop(): void {
    this.latest = undefined;
  }
}
