import { type InjectionKey, inject } from "vue";
import type { OpenCase } from "../../../state/open-case";

export const CASE: InjectionKey<OpenCase> = Symbol("open case");

export function useCase(): OpenCase {
  const found = inject(CASE);
  if (found === undefined) throw new Error("no conversation is open here");
  return found;
}
