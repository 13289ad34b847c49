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

/** An industry as it is chosen and read: its code and its name, as far as it is known. */
export function industryName(term: Schemas["Coded"]): string {
  return `${term.code} ${term.name ?? ""}`.trim();
}

/** The same for a code alone; the code while the names are not read yet. */
export function useIndustries(api: Api): (code: string | null) => string | null {
  const terms = useTerms(api);
  return (code) => {
    const term = terms.value.industries.find((each) => each.code === code);
    return term === undefined ? code : industryName(term);
  };
}
