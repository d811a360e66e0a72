import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    // Servers start and processes are spawned in many tests; a slow machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    reporters: process.env["CI"] ? ["default", ["json", { outputFile: ".ci-out/tests.json" }]] : ["default"],
    unstubEnvs: true,
  },
});
