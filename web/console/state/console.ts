import { type InjectionKey, inject } from "vue";
import type { Api } from "../core/api";
import type { Desk } from "./desk";
import type { Session } from "./session";

/** What every page may need. Built in main.ts, and nowhere else. */
export interface Console {
  readonly api: Api;
  readonly session: Session;
  readonly desk: Desk;
}

export const CONSOLE: InjectionKey<Console> = Symbol("console");

export function useConsole(): Console {
  const found = inject(CONSOLE);
  if (found === undefined) throw new Error("no console is provided");
  return found;
}
