import { onStatement } from "../../on-statement.ts";
import type { StagedStatement } from "../../scene.ts";
import { earlierInPart, lockedTables } from "../../scene-facts.ts";
import { settingBefore } from "../../session-setting.ts";
import { toldOfHeld } from "../../told-of-lock.ts";

export const lockTimeoutMissing = onStatement(
  {
    id: "lock-timeout-missing",
    title: "No lock timeout",
    engines: ["postgresql"],
    category: "transactions",
    detects: "The first strong lock of a text whose runner sets no lock_timeout and which sets none itself",
    why: "It waits behind one idle reader and all others behind it",
    safer: "SET lock_timeout to 50–1000 ms before it, and try again when it fails; not for concurrent builds.",
  },
  (scene) => {
    const { at } = scene;
    const isAsked = (it: StagedStatement) => lockedTables(it).length > 0 && !it.statement.refusesTransaction;
    if (at.part.care.lockTimeout || !isAsked(at) || settingBefore(scene, "lock_timeout") !== null) return null;
    if (earlierInPart(scene).some(isAsked)) return null;
    const [first] = lockedTables(at);
    if (!first) return null;
    return toldOfHeld(scene, first, {
      does: (it) => `No lock_timeout: whatever holds ${it} now lets this wait without end, and everybody after it`,
      // How long it works once it has the lock, other rules say.
      work: "brief",
      saysWait: true,
    });
  },
);
