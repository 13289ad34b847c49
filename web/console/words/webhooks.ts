import { type ComputedRef, computed } from "vue";
import { preferences } from "../state/preferences";
import { webhooks as en } from "./en/webhooks";
import { webhooks as zh } from "./zh/webhooks";

/** Of one part of the settings, and loaded with it: the first page stays as small as it is. */
export const webhookWords: ComputedRef<typeof zh> = computed(() =>
  preferences.lang === "en" ? en : zh,
);
