import { DomainError } from "#core/domain/domain-error.ts";
import type { TargetSampler } from "../target-sampler.ts";

/**
 * One writer and no other sessions to see: pages in the WAL that no checkpoint could bring back yet tell that somebody
 * reads for long.
 */
export const sqliteSampler: TargetSampler = {
  async sample(connection) {
    const { rows } = await connection.query("PRAGMA wal_checkpoint(PASSIVE)");
    const log = Number(rows[0]?.log ?? -1);
    const checkpointed = Number(rows[0]?.checkpointed ?? -1);
    // Both are -1 where the file is not in WAL mode.
    const value = log < 0 ? 0 : Math.max(0, log - checkpointed);
    return { readings: [{ code: "sqlite_wal", value, unit: "count", host: "file" }], memory: null };
  },
  blocked: () => Promise.resolve([]),
  cancel: () => Promise.resolve(false),
  beat: () => Promise.resolve(null),
  readBeat: () => Promise.resolve(null),
  async probe(connection, sql) {
    await connection.query("PRAGMA query_only = ON");
    try {
      const { rows } = await connection.query(sql.replace(/;\s*$/, ""), []);
      const value = rows.length === 1 ? Object.values(rows[0] ?? {}) : [];
      const number = value.length === 1 && value[0] !== null ? Number(value[0]) : Number.NaN;
      if (Number.isFinite(number)) return number;
      throw new DomainError("invalid-input", "The probe must return one row with one number.");
    } finally {
      await connection.query("PRAGMA query_only = OFF");
    }
  },
};
