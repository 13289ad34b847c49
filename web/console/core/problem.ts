/** RFC 9457 members that every refusal has; extension members stand beside them. */
interface Body {
  readonly title: string;
  readonly code: string;
  readonly detail: string;
}

/** The server refused (RFC 9457). `more` holds the extension members, such as `holder`. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(body: Partial<Body>, status: number) {
    super(body.detail ?? body.title ?? "");
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? "internal";
    this.more = body;
  }
}

/** No answer came: the network or the server is away. Whether the request arrived is not known. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("unreachable", { cause });
    this.name = "Unreachable";
  }
}

/** Worth another try under the same id: nothing is wrong with what was sent. */
export function mayPass(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  return error instanceof Problem && (error.status >= 500 || error.status === 429);
}

export interface Holder {
  readonly id: string;
  readonly display_name: string;
}

/** Who holds the conversation now, where somebody else was quicker. */
export function holderIn(error: unknown): Holder | undefined {
  if (!(error instanceof Problem)) return undefined;
  const holder = error.more.holder;
  return isHolder(holder) ? holder : undefined;
}

function isHolder(value: unknown): value is Holder {
  return typeof value === "object" && value !== null && "id" in value && "display_name" in value;
}

export interface Fault {
  readonly field: string;
  readonly message: string;
}

/** What the server finds wrong with single fields of a form. */
export function faultsIn(error: unknown): readonly Fault[] {
  if (!(error instanceof Problem) || !Array.isArray(error.more.errors)) return [];
  return error.more.errors.filter(
    (each): each is Fault => typeof each?.field === "string" && typeof each?.message === "string",
  );
}
