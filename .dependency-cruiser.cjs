// The table of `docs/` and code-style, part 1, as rules. `scripts/check-boundaries.test.ts` shows that each can fail.
const inside = (...folders) => `^(${folders.join("|")})/`;
const npm = (...names) => `node_modules/(${names.join("|")})/`;
const TESTS = "\\.(test|test-d|spec)\\.tsx?$|^(test|e2e|bench)/|/test/";
const NEXT = npm(
  "next",
  "react",
  "react-dom",
  "radix-ui",
  "@radix-ui",
  "lucide-react",
  "sonner",
  "cmdk",
  "next-themes",
  "@tanstack",
  "react-hook-form",
);

/** A folder may import these folders and nothing else of ours. */
const only = (from, allowed, extra = {}) => ({
  name: `${from.replace("/", "-")}-imports`,
  severity: "error",
  comment: `${from} may import: ${allowed.join(", ") || "itself alone"}`,
  from: { path: `^${from}/`, pathNot: [TESTS, ...(extra.notFrom ?? [])] },
  to: {
    path: "^(app|bench|cli|components|contracts|core|e2e|features|prisma|scripts|server|test|workers)/",
    pathNot: allowed.map((it) => `^${it}`),
  },
});

const forbidden = [
  only("core/domain", ["core/domain/"]),
  only("core", ["core/"], { notFrom: ["^core/domain/"] }),
  only("contracts", ["contracts/", "core/domain/"]),
  only("server", ["server/", "contracts/", "core/", "prisma/client/"]),
  only("workers", ["workers/", "server/", "contracts/", "core/"]),
  only("cli", ["cli/", "server/", "contracts/", "core/"]),
  only("components", ["components/"]),
  only("features", ["features/", "components/", "contracts/", "core/domain/"]),
  only("app", ["app/", "features/", "components/", "contracts/", "core/domain/", "server/"]),
  {
    name: "no-engine-imports-another",
    severity: "error",
    from: { path: "^core/engines/(postgres|sqlite|mysql)/", pathNot: TESTS },
    to: { path: "^core/engines/(postgres|sqlite|mysql)/", pathNot: "^core/engines/$1/" },
  },
  {
    name: "no-feature-imports-another",
    severity: "error",
    comment: "A feature imports its own folder and the shared files directly under features/",
    from: { path: "^features/([^/]+)/", pathNot: TESTS },
    to: { path: "^features/[^/]+/", pathNot: ["^features/$1/", "^features/(live|session)/"] },
  },
  {
    name: "app-pages-are-thin",
    severity: "error",
    comment: "Client files of app/ do not reach the server; pages and routes may",
    from: {
      path: inside("app"),
      pathNot: [TESTS, "(page|layout|route|not-found|error)\\.tsx?$", "/_lib/", "^app/api/"],
    },
    to: { path: inside("server") },
  },
  {
    name: "screen-never-reaches-server",
    severity: "error",
    comment: "However many files lie between",
    from: { path: inside("features", "components"), pathNot: TESTS },
    to: { path: "^(server|workers|cli|core/(?!domain/)|prisma)/", reachable: true },
  },
  {
    name: "frameworks-stay-on-the-screen",
    severity: "error",
    from: { path: inside("core", "contracts", "server", "workers", "cli"), pathNot: TESTS },
    to: { path: NEXT },
  },
  {
    name: "prisma-in-repositories",
    severity: "error",
    from: {
      path: inside("app", "cli", "components", "contracts", "core", "features", "server", "workers"),
      pathNot: [
        TESTS,
        "^server/.*-repository\\.ts$",
        "^server/container[^/]*\\.ts$",
        "^server/(auth|audit|control-database)/",
      ],
    },
    to: { path: ["^prisma/client/", npm("@prisma")], dependencyTypesNot: ["type-only"] },
  },
  {
    name: "queue-and-redis-behind-ports",
    severity: "error",
    from: {
      path: inside("app", "cli", "components", "contracts", "core", "features", "server"),
      pathNot: [TESTS, "^server/(queue|signals|events)/"],
    },
    to: { path: npm("bullmq", "ioredis") },
  },
  {
    name: "zod-in-contracts",
    severity: "error",
    from: {
      path: inside("app", "cli", "components", "core", "features", "server", "workers"),
      pathNot: [TESTS, "^server/env\\.ts$", "^server/http/"],
    },
    to: { path: npm("zod"), dependencyTypesNot: ["type-only"] },
  },
  {
    name: "drivers-outside-core",
    severity: "error",
    comment: "A driver enters core/engines as a structural type; server/ and cli/ bring the real one",
    from: { path: inside("core", "contracts", "components", "features", "app", "workers"), pathNot: TESTS },
    to: { path: npm("pg", "mysql2", "pg-cursor") },
  },
  {
    name: "tests-only-in-tests",
    severity: "error",
    from: {
      path: inside("app", "cli", "components", "contracts", "core", "features", "server", "workers", "scripts"),
      pathNot: TESTS,
    },
    to: { path: ["^(test|e2e)/", "\\.(test|test-d|spec)\\.tsx?$"] },
  },
  {
    name: "no-server-only",
    severity: "error",
    comment: "It throws in workers and the CLI; screen-never-reaches-server does its work",
    from: { path: inside("server") },
    to: { path: ["node_modules/server-only/", "^server-only$"] },
  },
  {
    name: "no-cycles",
    severity: "error",
    from: { pathNot: "^prisma/client/" },
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "resolvable",
    severity: "error",
    from: { pathNot: "^prisma/client/" },
    to: { couldNotResolve: true, pathNot: ["^(node:)", "\\.css$"] },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: ["node_modules", "^prisma/client/"] },
    exclude: { path: ["^\\.next", "^\\.sluice"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json"],
      exportsFields: ["exports"],
      mainFields: ["module", "main", "types"],
      conditionNames: ["import", "node", "default", "types"],
    },
    skipAnalysisNotInRules: true,
  },
};
