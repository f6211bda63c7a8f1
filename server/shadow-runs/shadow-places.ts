import { tmpdir } from "node:os";
import type { ShadowPlace } from "#core/engines/shadow.ts";
import type { NetworkAddress, TargetAddress } from "#core/engines/target-address.ts";
import type { Env } from "#server/env.ts";
import { parseTargetUrl } from "#server/targets/parse-target-url.ts";

const isNetwork = (address: TargetAddress): address is NetworkAddress => address.kind === "network";

/** Scratch servers that were configured, then the installation's own server, and a folder for files. */
export function shadowPlaces({ shadowUrls, embedded, databaseUrl }: Env): readonly ShadowPlace[] {
  const servers = (urls: readonly string[], whose: "configured" | "embedded"): readonly ShadowPlace[] =>
    urls
      .map((url) => parseTargetUrl(url).address)
      .filter(isNetwork)
      .map((address) => ({ kind: "server", address, whose }));
  return [
    ...servers(shadowUrls, "configured"),
    ...(embedded ? servers([databaseUrl], "embedded") : []),
    { kind: "folder", dir: tmpdir() },
  ];
}
