import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { listSealedPasswords, replaceSealedPassword } from "./sealed-password-repository.ts";

/** Seals each credential anew with the first key, so that the older keys can be taken away. All or none. */
export async function rotateSecrets(
  deps: Needs<"prisma" | "sealer">,
  input: { readonly actor: Actor },
): Promise<{ resealed: number }> {
  const { actor } = input;
  assertCan(actor, "settings.write");
  const { sealer } = deps;
  return deps.prisma.$transaction(async (tx) => {
    let resealed = 0;
    for (const row of await listSealedPasswords(tx)) {
      if (sealer.isCurrent(row.sealedPassword)) continue;
      const anew = sealer.seal(sealer.open(row.sealedPassword, row.id), row.id);
      if (await replaceSealedPassword(tx, row, anew)) resealed++;
    }
    const after = { resealed };
    await writeAudit(tx, actor, {
      action: "settings.rotate-secrets",
      objectType: "installation",
      objectId: null,
      objectName: null,
      after,
    });
    return { resealed };
  });
}
