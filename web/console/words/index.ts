import { type ComputedRef, computed } from "vue";
import { preferences } from "../state/preferences";
import { en } from "./en";
import { type Words, zh } from "./zh";

export type { Words } from "./zh";

export const words: ComputedRef<Words> = computed(() => (preferences.lang === "en" ? en : zh));
