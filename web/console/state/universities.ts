import { type ShallowRef, shallowRef } from "vue";
import { type Api, ask, type Schemas } from "../core/api";

export type University = Schemas["UniversityView"];

const MOST = 200;
const known = shallowRef<ReadonlyMap<string, string>>(new Map());
let reading: Promise<void> | undefined;

/** The names of all universities by id: a few thousand at most, read once where they are wanted. */
export function useUniversityNames(api: Api): ShallowRef<ReadonlyMap<string, string>> {
  if (reading !== undefined) return known;
  reading = readAll(api).catch(() => {
    reading = undefined;
  });
  return known;
}

/** One was added, renamed or removed. */
export function rereadUniversityNames(api: Api): void {
  reading = undefined;
  useUniversityNames(api);
}

async function readAll(api: Api): Promise<void> {
  const names = new Map<string, string>();
  for (let page = 1, more = true; more; page += 1) {
    const query = { page, page_size: MOST };
    const { items, total } = await ask(api.GET("/api/v1/universities", { params: { query } }));
    for (const { id, name } of items) names.set(id, name);
    more = items.length === MOST && names.size < total;
  }
  known.value = names;
}

/** Province and city; a municipality is both at once. */
export function placeOf({ province, city }: Pick<University, "province" | "city">): string {
  return province === city ? city : `${province}${city}`;
}
