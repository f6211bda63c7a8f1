import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { DomainError } from "#core/domain/domain-error.ts";
import { deriveKey } from "./derive-key.ts";
import type { Sealer } from "./sealer.ts";

const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface SealingKey {
  readonly id: string;
  readonly key: Buffer;
}

function sealingKey(secretKey: Buffer): SealingKey {
  const key = deriveKey(secretKey, "seal");
  return { id: createHash("sha256").update(key).digest("hex").slice(0, 12), key };
}

const unreadable = (reason: string, cause?: unknown) =>
  new DomainError(
    "secret-unreadable",
    `A stored credential cannot be opened: ${reason}. Give SLUICE_SECRET_KEY the key it was sealed with as well, or enter the password again.`,
    { cause },
  );

/** Seals are `v1.<key id>.<nonce, tag and text in base64url>`. The first key seals, all open. */
export function createAesGcmSealer(secretKeys: readonly Buffer[]): Sealer {
  const keys = secretKeys.map(sealingKey);
  const [current] = keys;
  if (!current) throw new Error("SLUICE_SECRET_KEY holds no key");
  return {
    seal(plain, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", current.key, nonce).setAAD(Buffer.from(context));
      const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return `${VERSION}.${current.id}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url")}`;
    },
    open(sealed, context) {
      const [version, keyId, text] = sealed.split(".");
      const known = keys.find(({ id }) => id === keyId);
      if (version !== VERSION || text === undefined) throw unreadable("its form is not known");
      if (!known) throw unreadable("its key is not among those of SLUICE_SECRET_KEY");
      const bytes = Buffer.from(text, "base64url");
      try {
        const decipher = createDecipheriv("aes-256-gcm", known.key, bytes.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
          "utf8",
        );
      } catch (error) {
        throw unreadable("it was changed, or belongs to something else", error);
      }
    },
    isCurrent: (sealed) => sealed.startsWith(`${VERSION}.${current.id}.`),
  };
}
