import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [vue()],
  test: {
    include: ["**/*.test.{ts,tsx}"],
    exclude: ["node_modules", "dist"],
    restoreMocks: true,
    // More than one wait of shared/patience.ts.
    testTimeout: 180_000,
  },
});
