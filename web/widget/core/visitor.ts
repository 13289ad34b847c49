import type { Session } from "../../shared/protocol";
import { type Api, Refused, Unreachable } from "./api";
import type { Exclusive } from "./exclusive";
import type { Keep } from "./keep";

const TOKEN_KEY = "frontdesk.token";
const CONVERSATION_KEY = "frontdesk.conversation";

/**
 * Who is talking: a token in this browser, bound by the server to one conversation. No session is
 * opened before the first message, so that passing readers leave no empty conversations behind.
 */
export class Visitor {
  /** Called when the conversation is another one than before, and its log must be read anew. */
  onConversation: (expired: boolean) => void = () => undefined;
  /** The visitor signed out in another tab: nothing that was theirs may be shown or sent here. */
  onForgotten: () => void = () => undefined;
  private opening: Promise<string> | undefined;
  private refreshed = false;
  /** The conversation that this tab shows; another tab may have moved on to a new one. */
  private shown: string;

  constructor(
    private readonly api: Api,
    private readonly keep: Keep,
    private readonly exclusive: Exclusive,
  ) {
    this.shown = this.conversationId;
  }

  get known(): boolean {
    return this.keep.get(TOKEN_KEY) !== undefined;
  }

  get conversationId(): string {
    return this.keep.get(CONVERSATION_KEY) ?? "";
  }

  /** Looks whether another tab has forgotten the visitor. One that renews the token keeps this. */
  look(): boolean {
    if (this.shown === "" || this.conversationId !== "") return false;
    this.shown = "";
    this.onForgotten();
    return true;
  }

  /** The token for the next request; opens a session, or refreshes the kept one, once per page. */
  async token(): Promise<string> {
    if (this.look()) throw new Unreachable("signed out in another tab");
    const kept = this.keep.get(TOKEN_KEY);
    if (kept === undefined || !this.refreshed) return await this.once(() => this.open());
    this.follow(this.conversationId, true);
    return kept;
  }

  /** After a 401: replaces `refused`, unless another tab has replaced it already. */
  async renew(refused: string): Promise<void> {
    await this.once(async () => {
      if (this.keep.get(TOKEN_KEY) === refused) this.keep.drop(TOKEN_KEY);
      return await this.open();
    });
  }

  /** The site's word for its visitor; from now on the token opens that person's conversation. */
  async identify(jwt: string): Promise<void> {
    const token = await this.token();
    const conversationId = await this.introduce(token, jwt);
    this.keep.set(CONVERSATION_KEY, conversationId);
    this.follow(conversationId, false);
  }

  private async introduce(token: string, jwt: string): Promise<string> {
    try {
      return await this.api.identify(token, jwt);
    } catch (error) {
      if (error instanceof Refused && error.status === 401) await this.renew(token);
      throw error;
    }
  }

  /** The token is given back to the server, and nothing of it stays here. */
  async forget(): Promise<void> {
    const token = this.keep.get(TOKEN_KEY);
    this.keep.drop(TOKEN_KEY);
    this.keep.drop(CONVERSATION_KEY);
    this.shown = "";
    if (token !== undefined) await this.api.closeSession(token).catch(() => undefined);
  }

  private once(open: () => Promise<string>): Promise<string> {
    this.opening ??= this.exclusive("session", open).finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async open(): Promise<string> {
    const session = await this.openWith(this.keep.get(TOKEN_KEY));
    this.keep.set(TOKEN_KEY, session.token);
    this.keep.set(CONVERSATION_KEY, session.conversationId);
    this.refreshed = true;
    this.follow(session.conversationId, true);
    return session.token;
  }

  private follow(conversationId: string, expired: boolean): void {
    const before = this.shown;
    this.shown = conversationId;
    if (before !== "" && before !== conversationId) this.onConversation(expired);
  }

  private async openWith(old: string | undefined): Promise<Session> {
    if (old === undefined) return await this.api.openSession();
    try {
      return await this.api.openSession(old);
    } catch (error) {
      // A token that the server no longer honours must not lock the visitor out.
      if (!(error instanceof Refused) || error.passing) throw error;
      return await this.api.openSession();
    }
  }
}
