import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../stack/installation.ts";

interface ReferenceManifest {
  readonly clientModules?: Record<string, { readonly chunks?: readonly string[] }>;
  readonly entryJSFiles?: Record<string, readonly string[]>;
}

/** The JavaScript files that a browser loads for a route of a finished build; none when there is no such build. */
export function firstLoadFiles(dist: string, route: string): readonly string[] {
  const routes = readJson<Record<string, string>>(join(dist, "app-path-routes-manifest.json")) ?? {};
  const page = Object.keys(routes).find((key) => routes[key] === route && key.endsWith("/page"));
  const root = readJson<{ rootMainFiles: readonly string[] }>(join(dist, "build-manifest.json"))?.rootMainFiles ?? [];
  if (!page || root.length === 0) return [];
  const { clientModules = {}, entryJSFiles = {} } = readReferences(
    join(dist, `server/app${page}_client-reference-manifest.js`),
  );
  const chunks = [
    ...Object.values(entryJSFiles).flat(),
    ...Object.values(clientModules).flatMap((it) => it.chunks ?? []),
  ];
  const own = chunks.filter((it) => it.endsWith(".js")).map((it) => it.replace(/^\/_next\//, ""));
  return [...new Set([...root, ...own])];
}

/** The file is a script that assigns JSON: `globalThis.__RSC_MANIFEST["/page"] = {…}`. */
function readReferences(file: string): ReferenceManifest {
  const text = readFileSync(file, "utf8");
  const start = text.indexOf('"] = {');
  return JSON.parse(text.slice(start + 5).replace(/;\s*$/, ""));
}
