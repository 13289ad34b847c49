import { shallowRef } from "vue";
import { type Api, ask, type Schemas } from "../core/api";

export type Canned = Schemas["CannedView"];

/** Everybody's canned replies and one's own, and what may stand in them. */
export const canned = shallowRef<Schemas["CannedReplies"]>({ items: [], variables: [] });

export async function readCanned(api: Api): Promise<void> {
  canned.value = await ask(api.GET("/api/v1/canned"));
}

/** Best first: shortcuts that begin with what was typed, then titles and texts that hold it. */
export function findCanned(list: readonly Canned[], typed: string): readonly Canned[] {
  const wanted = typed.toLowerCase();
  const rank = (each: Canned): number => {
    if (each.shortcut.toLowerCase().startsWith(wanted)) return 0;
    if (each.title.toLowerCase().includes(wanted)) return 1;
    return each.text.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return list.filter((each) => rank(each) < 3).sort((a, b) => rank(a) - rank(b));
}
