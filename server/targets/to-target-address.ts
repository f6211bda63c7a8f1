import type { z } from "zod";
import type { targetSource } from "#contracts/database.ts";
import { fileAddress, type ParsedTarget, parseTargetUrl } from "./parse-target-url.ts";

/** The address that a form or a pasted URL means. @throws DomainError `invalid-input`. */
export function toTargetAddress(source: z.output<typeof targetSource>): ParsedTarget {
  if ("url" in source) return parseTargetUrl(source.url);
  const { address } = source;
  if (address.engine === "sqlite") return { engine: "sqlite", address: fileAddress(address.file) };
  const { engine, ...rest } = address;
  return { engine, address: { kind: "network", ...rest } };
}
