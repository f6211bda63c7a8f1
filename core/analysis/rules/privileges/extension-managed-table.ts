import { onStatement } from "../../on-statement.ts";
import { childrenOf, lockedTables } from "../../scene-facts.ts";
import { shortName } from "../../sized-name.ts";

export const extensionManagedTable = onStatement(
  {
    id: "extension-managed-table",
    title: "Table that an extension manages",
    engines: ["postgresql"],
    category: "privileges",
    needs: ["schema"],
    detects: "DDL on hypertables, distributed or managed partition parents",
    why: "It reaches every part, or the extension refuses it",
    safer: "Use the extension's own functions.",
  },
  (scene) => {
    const manager = MANAGERS.find((it) => scene.at.before.extensions.has(it));
    if (!manager) return null;
    const managed = lockedTables(scene.at).find(
      ({ relation, kind }) =>
        kind === "partitioned" || /^_timescaledb/.test(relation.schema) || childrenOf(scene, relation).length > 0,
    );
    return managed
      ? {
          severity: "note",
          message: `${manager} may manage ${shortName(managed.relation)}: it can refuse this, or carry it to every part`,
        }
      : null;
  },
);

const MANAGERS = ["timescaledb", "citus", "pg_partman"];
