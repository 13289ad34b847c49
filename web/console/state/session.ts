import { computed, shallowReactive } from "vue";
import { type Api, ask, carryOut, type Schemas } from "../core/api";
import { Problem } from "../core/problem";
import { asRole, inCharge, type Role } from "../core/roles";

export type Me = Schemas["StaffView"];

interface State {
  me: Me | undefined;
  /** The session ran out while somebody was at work: the page waits for them to sign in again. */
  expired: boolean;
  /** Whom to ask where it ended because the account was disabled. */
  ask: readonly string[] | undefined;
}

/** Who is signed in at this browser. The session itself is a cookie that scripts cannot read. */
export class Session {
  private readonly state = shallowReactive<State>({
    me: undefined,
    expired: false,
    ask: undefined,
  });
  private looked: Promise<void> | undefined;
  private renewal: { promise: Promise<void>; done: () => void } | undefined;
  private api: Api | undefined;

  readonly me = computed(() => this.state.me);
  readonly expired = computed(() => this.state.expired);
  /** Set where no sign-in helps: the account was disabled, and these can enable it. */
  readonly disabled = computed(() => this.state.ask);
  readonly role = computed<Role>(() => asRole(this.state.me?.role ?? "agent"));
  readonly inCharge = computed(() => inCharge(this.role.value));
  readonly isAdmin = computed(() => this.role.value === "admin");

  use(api: Api): void {
    this.api = api;
  }

  /** Asks the server once who this is; nobody is no fault. */
  look(): Promise<void> {
    this.looked ??= ask(this.client.GET("/api/v1/session")).then(
      (me) => {
        this.state.me = me;
      },
      (error: unknown) => {
        this.looked = undefined;
        if (!(error instanceof Problem && error.status === 401)) throw error;
      },
    );
    return this.looked;
  }

  /**
   * Raises Problem 401: `second_factor_needed` where the account wants the `code` of its
   * authenticator app and none was given, `unauthorised` where something given is wrong.
   */
  async signIn(username: string, password: string, code?: string): Promise<void> {
    const body = { username, password, ...(code === undefined ? {} : { code }) };
    const opened = await ask(this.client.POST("/api/v1/session", { body }));
    this.admit(opened.staff);
  }

  admit(me: Me): void {
    const another = this.state.me !== undefined && this.state.me.id !== me.id;
    this.state.me = me;
    this.looked = Promise.resolve();
    this.state.expired = false;
    this.state.ask = undefined;
    // What a colleague had open, and what waits to be sent, is not theirs.
    if (another) location.reload();
    this.renewal?.done();
    this.renewal = undefined;
  }

  async signOut(): Promise<void> {
    await carryOut(this.client.DELETE("/api/v1/session")).catch((error: unknown) => {
      if (!(error instanceof Problem && error.status === 401)) throw error;
    });
    this.state.me = undefined;
    this.looked = undefined;
  }

  /** Resolves once somebody has signed in again. */
  renew(): Promise<void> {
    if (this.renewal === undefined) {
      let done = (): void => undefined;
      const promise = new Promise<void>((resolve) => {
        done = resolve;
      });
      this.renewal = { promise, done };
      this.state.expired = true;
      void this.learnWhy();
    }
    return this.renewal.promise;
  }

  private async learnWhy(): Promise<void> {
    try {
      await ask(this.client.GET("/api/v1/session"));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "account_disabled") return;
      this.state.ask = Array.isArray(error.more.ask) ? error.more.ask.map(String) : [];
    }
  }

  private get client(): Api {
    if (this.api === undefined) throw new Error("the session has no API yet");
    return this.api;
  }
}
