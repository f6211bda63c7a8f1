import type { Connection } from "#core/engines/connection.ts";
import type { Targets } from "#server/targets/targets.ts";

/** A statement that a worker sends on behalf of a step. */
export interface SentStatement {
  /** The step, such as `expand.1`; `slice` for a batch of a backfill. */
  readonly session: string;
  /** Which of the connections that were opened. */
  readonly connection: number;
  readonly sql: string;
  readonly when: "before" | "after";
}
/** Is told, and waited for, before a statement is sent and after it was answered. */
export type StatementHook = (statement: SentStatement) => void | Promise<void>;

const STEP_SESSION = /^sluice:[0-9a-f]{8}:(.+)$/;
const SLICE_SESSION = /^sluice:[0-9a-f-]{36}:\d+$/;

const sessionOf = (applicationName: string): string | null =>
  STEP_SESSION.exec(applicationName)?.[1] ?? (SLICE_SESSION.test(applicationName) ? "slice" : null);

/** Sessions of steps and slices tell the hook of all that they send. Nothing else of them changes. */
export const hookTargets = (targets: Targets, hook: StatementHook): Targets => {
  let opened = 0;
  return {
    engine: targets.engine,
    openAddress: targets.openAddress,
    async open(databaseId, options) {
      const open = await targets.open(databaseId, options);
      const session = sessionOf(options.applicationName);
      opened += 1;
      const connection = opened;
      if (session) tell(open.connection, (sql, when) => hook({ session, connection, sql, when }));
      return open;
    },
  };
};

function tell(connection: Connection, told: (sql: string, when: SentStatement["when"]) => void | Promise<void>): void {
  const query = connection.query.bind(connection);
  const value: Connection["query"] = async (sql, params) => {
    await told(sql, "before");
    const result = await query(sql, params);
    await told(sql, "after");
    return result;
  };
  // In the session itself: an engine takes no other object for one of its own.
  Object.defineProperty(connection, "query", { value, configurable: true });
}
