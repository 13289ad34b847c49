import { type ShallowRef, shallowRef } from "vue";
import { type Api, ask, type Schemas } from "../core/api";

export type Terms = Schemas["Terms"];

const NONE: Terms = { modes: [], industries: [], regions: [] };
const known = shallowRef<Terms>(NONE);
let reading: Promise<void> | undefined;

/** The codes of industries and regions: some thousand, read once and only where wanted. */
export function useTerms(api: Api): ShallowRef<Terms> {
  if (reading !== undefined) return known;
  reading = ask(api.GET("/api/v1/terms")).then(
    (read) => {
      known.value = read;
    },
    () => {
      reading = undefined;
    },
  );
  return known;
}
