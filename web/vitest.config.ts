import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.{ts,tsx}"],
    exclude: ["node_modules", "dist"],
    restoreMocks: true,
    // More than one wait of shared/patience.ts.
    testTimeout: 180_000,
  },
});
