import { createHash, createHmac, hkdfSync } from "node:crypto";

/** A key for one purpose, made of the installation's key: knowing one tells nothing of the others. */
export const deriveKey = (secretKey: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", secretKey, "sluice", purpose, 32));

/** Names a text without giving it away, also when it is short enough to be guessed. */
export const keyedDigest = (secretKey: Buffer, text: string): string =>
  createHmac("sha256", deriveKey(secretKey, "digest")).update(text).digest("hex");

/** For tokens of 256 random bits, which nobody can guess: a plain hash is enough. */
export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");
