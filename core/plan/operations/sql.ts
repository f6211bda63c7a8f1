import type { Operation } from "./operation.ts";

/** For what has no operation of its own. Reviewed as every step is; its author says how it is undone. */
export const sql: Operation<"sql"> = {
  name: "sql",
  engines: ["postgresql", "sqlite"],
  title: "Run SQL of your own",
  summary: "One or more statements in one transaction, with the SQL that undoes them or `none`.",
  keywords: ["sql", "raw", "statement", "custom", "grant", "function"],
  locks: "Those of the statements: the review says which.",
  undo: "The SQL that its author gives. `none` states a point of no return, `keep` that it may stay.",
  refusals: [
    {
      what: "Nothing of the catalog: the statements are yours",
      instead: "The review of the plan judges them, as any step",
    },
  ],
  example: { sql: "GRANT SELECT ON orders TO reporting", undo: "REVOKE SELECT ON orders FROM reporting" },
  label: ({ sql: text }) => `sql ${text.trim().replaceAll(/\s+/g, " ").slice(0, 60)}`,

  async expand({ sql: text, undo, phase = "expand" }) {
    return { steps: { [phase]: [{ sql: text, undo }] } };
  },
};
