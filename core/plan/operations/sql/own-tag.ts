import { createHash } from "node:crypto";

/** Names what one operation makes: two operations of a plan must not make things of the same name. */
export const ownTag = (tag: string, label: string): string =>
  `${tag}${createHash("sha256").update(label).digest("hex").slice(0, 4)}`;
