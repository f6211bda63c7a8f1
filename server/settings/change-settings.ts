import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getInstallation, setApprovalDays } from "#server/people/installation-repository.ts";
import { getSettings } from "./get-settings.ts";

/** Changes how many days an approval is good for. Approvals that were given keep their day. */
export async function changeSettings(
  deps: Needs<"prisma" | "env" | "sealer" | "now">,
  input: { readonly actor: Actor; readonly approvalDays: number },
) {
  const { actor, approvalDays } = input;
  assertCan(actor, "settings.write");
  await deps.prisma.$transaction(async (tx) => {
    const { approvalDays: former } = await getInstallation(tx);
    if (former === approvalDays) return;
    await setApprovalDays(tx, approvalDays);
    const change = { before: { approvalDays: former }, after: { approvalDays } };
    await writeAudit(tx, actor, {
      action: "settings.change",
      objectType: "installation",
      objectId: null,
      objectName: null,
      ...change,
    });
  });
  return getSettings(deps, { actor });
}
