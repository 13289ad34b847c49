import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "../api/schema";
import { Problem, Unreachable } from "./problem";

export type Schemas = components["schemas"];
export type Api = Client<paths>;

/** A 401 of these is an answer to what was typed, and no sign that a session has ended. */
const DOORS: readonly string[] = [
  "/api/v1/session",
  "/api/v1/session/wechat",
  "/api/v1/invitation",
];

/**
 * The staff API, typed by its own description. A request that meets an expired session waits until
 * `renew` has signed the same person in again, and then goes out once more: nothing is lost.
 */
export function createApi(renew: () => Promise<void>): Api {
  return createClient<paths>({
    baseUrl: location.origin,
    async fetch(request) {
      // A body can be sent once only.
      const again = request.clone();
      const response = await reach(request);
      if (response.status !== 401 || isDoor(request)) return response;
      await renew();
      return reach(again);
    },
  });
}

function isDoor(request: Request): boolean {
  return DOORS.includes(new URL(request.url).pathname);
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Unreachable(error);
  }
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** What the server answered; throws `Problem` or `Unreachable`. */
export async function ask<T>(asked: Promise<Answer<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await asked;
  if (!response.ok) throw new Problem(asObject(error), response.status);
  return data as NonNullable<T>;
}

/** For answers without a body. */
export async function carryOut(asked: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await asked;
  if (!response.ok) throw new Problem(asObject(error), response.status);
}

function asObject(error: unknown): Record<string, string> {
  return typeof error === "object" && error !== null ? (error as Record<string, string>) : {};
}
