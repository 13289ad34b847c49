import { shallowRef } from "vue";
import { type Api, ask, type Schemas } from "../core/api";

export type Label = Schemas["LabelView"];

/** In the order in which new labels take them. */
export const COLOURS: readonly Label["colour"][] = [
  "blue",
  "green",
  "orange",
  "purple",
  "teal",
  "red",
  "yellow",
  "gray",
];

/** All labels there are; read again whenever a list of them is opened. */
export const labels = shallowRef<readonly Label[]>([]);

export async function readLabels(api: Api): Promise<void> {
  labels.value = (await ask(api.GET("/api/v1/labels"))).items;
}
