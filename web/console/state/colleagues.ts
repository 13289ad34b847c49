import { shallowRef } from "vue";
import { type Api, ask, type Schemas } from "../core/api";

export type Colleague = Schemas["ColleagueView"];

/** Who works here, with who is there now; read again whenever a list of them is opened. */
export const colleagues = shallowRef<readonly Colleague[]>([]);

export async function readColleagues(api: Api): Promise<void> {
  colleagues.value = (await ask(api.GET("/api/v1/staff"))).items;
}

/** Nothing until they were read, and for somebody who is none of them. */
export function colleagueName(id: string): string {
  return colleagues.value.find((each) => each.id === id)?.display_name ?? "";
}
