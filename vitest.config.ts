import { defineConfig } from "vitest/config";

// The Remix plugin stays out of here: it would try to build routes inside the tests.
export default defineConfig({
  test: {
    include: ["app/**/*.test.{ts,tsx}", "db/**/*.test.ts", "scripts/**/*.test.ts"],
    globalSetup: "./app/test/global-setup.ts",
    setupFiles: ["./app/test/noise.ts"],
    pool: "forks",
    // one more than the smallest machine has cores: many tests wait for a clock, a disk or another process
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { TZ: "America/Los_Angeles", LOG_LEVEL: "silent" },
  },
});
