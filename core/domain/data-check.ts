/** What is asked of the rows that a database has now. */
export const DATA_CHECK_KINDS = [
  "not null",
  "unique",
  "foreign key",
  "check",
  "cast",
  "length",
  "enum",
  "expression",
  "round trip",
  "volatile",
] as const;
export type DataCheckKind = (typeof DATA_CHECK_KINDS)[number];

/**
 * `fails`: the step would be refused. `differs`: it would succeed, and change or lose values. `passes` is said of rows
 * that were looked at; with `sampled` these are not all. What could not be asked is `not known`.
 */
export const DATA_CHECK_VERDICTS = ["fails", "differs", "not known", "passes"] as const;
export type DataCheckVerdict = (typeof DATA_CHECK_VERDICTS)[number];
