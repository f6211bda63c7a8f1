/** Hands over where a sequence stands: also one that has reached its end, or that was set and not used since. */
export const nextOf = (from: string, to: string): string =>
  `SELECT CASE WHEN pg_sequence_last_value(${from}) IS NULL THEN setval(${to}, nextval(${from}), false) ELSE setval(${to}, pg_sequence_last_value(${from})) END`;
