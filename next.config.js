import { fileURLToPath } from "node:url";

/** Left out of the bundle: they load their own files (wasm, workers) or keep one connection pool a process. */
const SERVER_PACKAGES = ["bullmq", "ioredis", "libpg-query", "pg", "pino", "pino-pretty", "@prisma/adapter-pg"];

/** @type {import("next").NextConfig} */
const config = {
  // `npm test` and a running `npm start` of the same clone must not share a build folder.
  distDir: process.env.SLUICE_NEXT_DIST ?? ".next",
  turbopack: { root: fileURLToPath(new URL(".", import.meta.url)) },
  serverExternalPackages: SERVER_PACKAGES,
  // `tsc` checks types in CI; `npm start` need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // Writing it takes longer than it saves: `npm start` builds once, developers have `next dev`.
  experimental: { turbopackFileSystemCacheForBuild: false },
  poweredByHeader: false,
  reactStrictMode: true,
};

export default config;
