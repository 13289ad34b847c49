import { reactive, watch } from "vue";

export type Lang = "zh-CN" | "en";
export type Theme = "auto" | "light" | "dark";

interface Preferences {
  lang: Lang;
  theme: Theme;
  sound: boolean;
  /** Keys without a modifier do something while nobody types (WCAG 2.1.4: they can be off). */
  singleKeys: boolean;
  desktopNotices: boolean;
  sidePanel: boolean;
  firstSteps: boolean;
}

const KEY = "console.preferences";

const DEFAULTS: Preferences = {
  lang: navigator.language.toLowerCase().startsWith("en") ? "en" : "zh-CN",
  theme: "auto",
  sound: false,
  singleKeys: true,
  desktopNotices: false,
  sidePanel: true,
  firstSteps: true,
};

/** What this browser keeps for whoever sits at it; nothing about owners. */
export const preferences = reactive<Preferences>({ ...DEFAULTS, ...stored() });

watch(preferences, (now) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // A browser that stores nothing keeps them as long as the page lives.
  }
});

function stored(): Partial<Preferences> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {};
  }
}

/** Puts language and colours on the page, now and at every change. */
export function applyPreferences(): void {
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const apply = (): void => {
    const { theme, lang } = preferences;
    const dark = theme === "dark" || (theme === "auto" && prefersDark.matches);
    document.documentElement.classList.toggle("dark", dark);
    document.documentElement.classList.toggle("light", !dark);
    document.documentElement.lang = lang;
  };
  prefersDark.addEventListener("change", apply);
  watch(preferences, apply, { immediate: true });
}
