import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig, type Plugin, type UserConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Browsers of WeChat and of office desktops that are a few years behind. */
const BROWSERS = ["es2020", "chrome87", "safari14"];

/** `home/index.html` is the page of the URL root, so it becomes `dist/index.html`. */
function homeAtRoot(): Plugin {
  return {
    name: "home-at-root",
    enforce: "post",
    generateBundle(_options, bundle) {
      const home = bundle["home/index.html"];
      if (home !== undefined) home.fileName = "index.html";
    },
  };
}

const shared = {
  target: BROWSERS,
  modulePreload: { polyfill: false },
  // A file inlined as data: would need a wider Content-Security-Policy than 'self'.
  assetsInlineLimit: 0,
} as const;

const pages: UserConfig = {
  plugins: [vue(), homeAtRoot()],
  build: {
    ...shared,
    // ECharts, which only the page of figures loads; what all load has its own budget.
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: {
        home: here("home/index.html"),
        console: here("console/index.html"),
        sandbox: here("sandbox/index.html"),
        sheet: here("sheet/index.html"),
        file: here("sheet/file.html"),
      },
    },
  },
};

/** By itself, so that it shares no file: each one more costs a phone on a slow line a connection. */
const widget: UserConfig = {
  build: {
    ...shared,
    emptyOutDir: false,
    rolldownOptions: { input: here("widget/index.html") },
  },
};

/** Host pages name this file for years: a fixed name, one classic script, no imports. */
const loader: UserConfig = {
  build: {
    target: BROWSERS,
    emptyOutDir: false,
    lib: {
      entry: here("loader/loader.ts"),
      formats: ["iife"],
      name: "FrontDeskLoader",
      fileName: () => "widget.js",
    },
  },
};

export default defineConfig(({ mode }) => ({ loader, widget })[mode] ?? pages);
