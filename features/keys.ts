/** Every key of the query cache. A key is a prefix of the keys below it, so that a fact invalidates all that hangs on it. */
export const keys = {
  me: ["me"],
  overview: ["overview"],
  approvals: ["approvals"],
  settings: ["settings"],
  people: ["people"],
  invites: ["invites"],
  tokens: ["tokens"],
  policy: ["policy"],
  groups: ["groups"],
  delegations: ["delegations"],
  breakGlass: ["break-glass"],
  databases: {
    all: ["databases"],
    list: ["databases", "list"],
    one: (id: string) => ["databases", "one", id],
    rollouts: (id: string) => ["databases", "rollouts", id],
    /** Read from the target itself: not refetched on facts. */
    tables: (id: string) => ["target", id, "tables"],
    table: (id: string, schema: string | null, name: string) => ["target", id, "table", schema, name],
    activity: (id: string) => ["target", id, "activity"],
    throttle: (id: string) => ["throttle", id],
  },
  holds: ["holds"],
  migrations: {
    all: ["migrations"],
    list: ["migrations", "list"],
    one: (id: string) => ["migrations", "one", id],
    plan: (id: string, revision: number | null, databaseId: string | null) => [
      "migrations",
      "plan",
      id,
      revision,
      databaseId,
    ],
    plans: (id: string) => ["migrations", "plan", id],
    approval: (id: string) => ["migrations", "approval", id],
    evidence: (id: string, decisionId: string) => ["migrations", "evidence", id, decisionId],
    revision: (id: string, number: number) => ["migrations", "revision", id, number],
    dryRuns: (id: string) => ["migrations", "dry-runs", id],
  },
  plans: {
    schema: ["plans", "schema"],
    check: (source: string, databaseId: string | null) => ["plans", "check", databaseId, source],
  },
  rollouts: {
    all: ["rollouts"],
    list: (state: string) => ["rollouts", "list", state],
    lists: ["rollouts", "list"],
    one: (id: string) => ["rollouts", "one", id],
    events: (id: string) => ["rollouts", "events", id],
    rollback: (id: string) => ["rollouts", "rollback", id],
    /** Kept figures are appended to by live samples, not refetched. */
    samples: (id: string) => ["samples", id],
    /** Readings over time: fetched by the clock, since each sample would be a fact. */
    signals: (id: string) => ["signals", id],
    /** Read from the target itself. */
    setAside: (id: string, backfillId: string) => ["set-aside", id, backfillId],
  },
  audit: {
    all: ["audit"],
    list: (filter: Readonly<Record<string, unknown>>) => ["audit", "list", filter],
    facets: ["audit", "facets"],
  },
} as const;
