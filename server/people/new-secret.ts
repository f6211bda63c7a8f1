import { randomBytes } from "node:crypto";

/** 256 random bits, safe in a URL. Kept as a hash only. */
export const newSecret = (prefix = ""): string => prefix + randomBytes(32).toString("base64url");
