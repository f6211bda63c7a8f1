import type { SentStatement, StatementHook } from "./hook-targets.ts";
import { isSamePoint, type KillPoint, pointCounter, writes } from "./kill-point.ts";

/** A point where a worker can die, and what else is told by the statements around it. */
export interface Place {
  readonly point: KillPoint;
  /** The transaction that a death here takes away with all that it did so far, if one is open. */
  readonly transaction: string | null;
  /** Everything that the transaction sent up to here, or the one statement outside of one: the same again is the same shape. */
  readonly shape: string;
}

interface OpenTransaction {
  readonly id: string;
  readonly sent: string[];
}

const BEGINS = /^\s*(?:begin|start transaction)\b/i;
const ENDS = /^\s*(?:commit|rollback)\s*$/i;

/** Listens to a life without a fault, and keeps all places of it in their order. */
export function recordPlaces(): { readonly hook: StatementHook; readonly places: readonly Place[] } {
  const places: Place[] = [];
  const reached = pointCounter();
  const open = new Map<number, OpenTransaction>();
  let begun = 0;
  return {
    places,
    hook(statement) {
      const point = reached(statement);
      if (statement.when === "before") {
        // Before a statement is after the one before it, but for the first of a step.
        if (point?.nth === 1) places.push({ point, transaction: null, shape: `before ${statement.sql}` });
        return;
      }
      const { connection, sql } = statement;
      const within = open.get(connection);
      within?.sent.push(sql);
      if (ENDS.test(sql)) open.delete(connection);
      else if (BEGINS.test(sql)) open.set(connection, { id: `${connection}.${++begun}`, sent: [] });
      // Of two sessions at once, two statements can end at the same count.
      if (!point || isNothing(statement, within) || places.some((it) => isSamePoint(it.point, point))) return;
      const shape = `${statement.session}: ${within?.sent.join(";\n") ?? sql}`;
      places.push({ point, transaction: open.get(connection)?.id ?? null, shape });
    },
  };
}

/** The end of a transaction that wrote nothing. */
const isNothing = ({ sql }: SentStatement, within: OpenTransaction | undefined): boolean =>
  ENDS.test(sql) && !within?.sent.slice(0, -1).some(writes);
