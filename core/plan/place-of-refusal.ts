import type { PlanOperation } from "#core/domain/plan-operation.ts";

interface Labelled {
  readonly operation: PlanOperation;
  /** Such as `change-type orders.amount`. */
  readonly from: string;
}

/**
 * Which operation, and which field of it, a refusal is about that came when the operations were put together: it quotes an expression
 * or begins with the operation's label. `null`: it is about all of them.
 */
export function placeOfRefusal(message: string, operations: readonly Labelled[]): string | null {
  for (const [index, { operation }] of operations.entries()) {
    const field = fieldOf(operation, (text) => text.length > 1 && message.includes(`\`${text}\``));
    if (field !== null) return `operations.${index}.${field}`;
  }
  const index = operations.findIndex(({ from }) => message.startsWith(`${from}:`) || message.startsWith(`${from}, `));
  const found = operations[index]?.operation;
  if (!found) return null;
  const [[name = "", spec] = []] = Object.entries(found);
  const isOfUp = message.includes("new value") && typeof spec === "object" && spec !== null && "up" in spec;
  return `operations.${index}.${name}${isOfUp ? ".up" : ""}`;
}

/** The path of the first text for which something holds. */
export function fieldOf(value: unknown, holds: (text: string) => boolean): string | null {
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === "string" && holds(inner)) return key;
    const deeper = fieldOf(inner, holds);
    if (deeper !== null) return `${key}.${deeper}`;
  }
  return null;
}
