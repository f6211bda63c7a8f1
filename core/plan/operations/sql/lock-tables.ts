/**
 * Tables that foreign keys tie, referenced ones first (reference: postgres.md, 1.5, order 2). The first lock waits for writers,
 * whose foreign key checks it lets pass; the second then waits for readers only. Clients see no deadlock.
 */
export const lockTables = (tables: readonly string[]): readonly string[] => [
  `LOCK TABLE ${tables.join(", ")} IN SHARE ROW EXCLUSIVE MODE`,
  `LOCK TABLE ${tables.join(", ")} IN ACCESS EXCLUSIVE MODE`,
];
