import { onChange } from "../../on-change.ts";

export const autovacuumDisabled = onChange(
  {
    id: "autovacuum-disabled",
    title: "Autovacuum switched off",
    engines: ["postgresql"],
    category: "privileges",
    detects: "Autovacuum_enabled = false",
    why: "Bloat, wraparound",
    safer: "Tune it, never off.",
  },
  ["create-table", "table-setting"],
  (change) => {
    const options = change.kind === "create-table" ? change.spec.options : change.options;
    return /^(false|off|0|no)$/i.test(options.autovacuum_enabled ?? "")
      ? { severity: "warning", message: "Without autovacuum dead rows stay and the transaction counter runs on" }
      : null;
  },
);
