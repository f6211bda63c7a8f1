import { defineConfig } from "vitest/config";

const SHARED = {
  environment: "node",
  setupFiles: ["test/fail-on-console-error.ts"],
  restoreMocks: true,
};

/** Servers are booted once a run by `test/global-setup.ts`; each test makes its own database in them. */
const WITH_SERVERS = {
  ...SHARED,
  globalSetup: ["test/global-setup.ts"],
  // No test is slow; a machine may be. A condition that never comes is told by `until` before that.
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

const IGNORED = ["**/node_modules/**", "**/.next*/**", "**/.sluice/**", "e2e/**"];

export default defineConfig({
  test: {
    reporters: ["default"],
    // Two cores are the machine; more would only fight with the servers under test.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...SHARED,
          name: "unit",
          // Speed is measured in bench/; a busy machine is no failure.
          testTimeout: 30_000,
          include: ["**/*.test.ts"],
          exclude: [...IGNORED, "**/*.integration.test.ts", "**/*.conformance.test.ts", "core/engines/conformance/**"],
        },
      },
      {
        test: {
          ...WITH_SERVERS,
          name: "conformance",
          include: ["core/engines/conformance/**/*.test.ts", "**/*.conformance.test.ts"],
          exclude: IGNORED,
        },
      },
      {
        test: {
          ...WITH_SERVERS,
          name: "integration",
          include: ["**/*.integration.test.ts"],
          exclude: [...IGNORED, "core/engines/conformance/**"],
        },
      },
    ],
  },
});
