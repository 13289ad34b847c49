import { type Bubble, type Call, Failed, look, newPhone, type Push, type View } from "./api";

const OPENID_KEY = "sandbox.openid";
const WAIT_SECONDS = 20;
const PAUSES_MS = [300, 1000, 2000, 4000];

/** All that this phone shows. `readAt` is this browser's time when `view` came, in ms. */
export interface Picture {
  readonly view: View;
  readonly bubbles: readonly Bubble[];
  readonly pushes: readonly Push[];
  readonly calls: readonly Call[];
  readonly readAt: number;
  readonly lost: boolean;
}

type Watcher = (picture: Picture) => void;

/** The line to one phone: reads what changes for as long as the page is open. */
export class Line {
  openid = "";
  private picture: Picture | undefined;
  private stop = new AbortController();

  constructor(
    private readonly storage: Storage,
    private readonly nickname: string,
    private readonly watcher: Watcher,
  ) {}

  async open(): Promise<void> {
    this.openid = this.storage.getItem(OPENID_KEY) ?? "";
    await this.follow(this.stop.signal);
  }

  /** Another owner: nothing of the one before is shown any more. */
  async renew(): Promise<void> {
    this.stop.abort();
    this.stop = new AbortController();
    this.forget();
    await this.follow(this.stop.signal);
  }

  private async follow(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        if (this.openid === "") await this.register();
        const waits = failures === 0 && this.picture !== undefined;
        const after = this.picture?.view.revision ?? 0;
        const view = await look(this.openid, after, waits ? WAIT_SECONDS : 0, signal);
        if (signal.aborted) return;
        failures = 0;
        this.take(view);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Failed && error.status === 404) this.forget();
        else this.tellLost();
        await pause(PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0);
        failures += 1;
      }
    }
  }

  private async register(): Promise<void> {
    this.openid = await newPhone(this.nickname);
    this.storage.setItem(OPENID_KEY, this.openid);
  }

  private forget(): void {
    this.storage.removeItem(OPENID_KEY);
    this.openid = "";
    this.picture = undefined;
  }

  private take(view: View): void {
    const before = this.picture;
    const numbers = new Set(view.pushes.map((push) => push.number));
    const kept = (before?.pushes ?? []).filter((push) => !numbers.has(push.number));
    this.tell({
      view,
      bubbles: [...(before?.bubbles ?? []), ...view.bubbles],
      pushes: [...kept, ...view.pushes].sort((one, other) => one.number - other.number),
      calls: [...(before?.calls ?? []), ...view.calls],
      readAt: Date.now(),
      lost: false,
    });
  }

  private tellLost(): void {
    if (this.picture !== undefined) this.tell({ ...this.picture, lost: true });
  }

  private tell(picture: Picture): void {
    this.picture = picture;
    this.watcher(picture);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
