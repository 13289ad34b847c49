import { type ComputedRef, computed, shallowRef, watch } from "vue";
import { preferences } from "../state/preferences";
import { type Words, zh } from "./zh";

export type { Words } from "./zh";

const english = shallowRef<Words>();

/** Read where it is wanted; the Chinese stands until it has come. */
async function readEnglish(): Promise<void> {
  english.value ??= (await import("./en")).en;
}

watch(
  () => preferences.lang,
  (lang) => {
    if (lang === "en") void readEnglish();
  },
);

/** For the first page: it must not begin in one language and go on in another. */
export async function wordsRead(): Promise<void> {
  if (preferences.lang === "en") await readEnglish().catch(() => undefined);
}

export const words: ComputedRef<Words> = computed(() =>
  preferences.lang === "en" ? (english.value ?? zh) : zh,
);
