import { DomainError } from "#core/domain/domain-error.ts";
import type { AnalysedStatement } from "./analysed-statement.ts";
import type { StagedStatement } from "./scene.ts";
import type { SchemaModel } from "./schema-model.ts";
import type { ScriptPart } from "./script-part.ts";
import type { StatementAnalyser } from "./statement-analyser.ts";

/** What an analysis of texts asks of an engine: nothing of it looks at a database. */
export type ScriptAnalyser = Pick<StatementAnalyser, "read" | "predict" | "apply">;

export interface UnreadPart {
  readonly part: ScriptPart;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}
export interface StagedScript {
  readonly script: readonly StagedStatement[];
  readonly unread: readonly UnreadPart[];
  /** The schema that the script leaves behind. */
  readonly after: SchemaModel;
}

/** Puts every statement where it runs: with the schema before it, what it does there, and the transaction that it shares. */
export async function stageScript(
  analyser: ScriptAnalyser,
  parts: readonly ScriptPart[],
  model: SchemaModel,
  version: number,
): Promise<StagedScript> {
  const script: StagedStatement[] = [];
  const unread: UnreadPart[] = [];
  const transactions = new Transactions();
  let before = model;
  for (const part of parts) {
    const read = await readPart(analyser, part);
    if ("message" in read) {
      unread.push(read);
      continue;
    }
    transactions.beginPart(part);
    for (const statement of read.statements) {
      const transaction = transactions.of(statement);
      const effects = analyser.predict(statement, before, {
        version,
        transaction: transaction === null ? "own" : "wrapped",
      });
      script.push({ part, statement, before, effects, transaction });
      before = analyser.apply(statement, before);
    }
  }
  return { script, unread, after: before };
}

async function readPart(
  analyser: ScriptAnalyser,
  part: ScriptPart,
): Promise<UnreadPart | { readonly statements: readonly AnalysedStatement[] }> {
  try {
    return { statements: await analyser.read(part.text) };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "invalid-plan") throw error;
    const [detail] = error.details;
    return {
      part,
      message: detail?.message ?? error.message,
      line: detail?.line ?? 1,
      column: detail?.column ?? 1,
    };
  }
}

/** Follows BEGIN and COMMIT. */
class Transactions {
  #last = 0;
  #open: number | null = null;

  beginPart({ runBy }: ScriptPart): void {
    this.#open = runBy === "wrapped" ? ++this.#last : null;
  }

  /** BEGIN and COMMIT count as part of what they open and close. */
  of({ changes }: AnalysedStatement): number | null {
    const control = changes.find((change) => change.kind === "transaction");
    if (control?.action === "begin") this.#open ??= ++this.#last;
    const mine = this.#open;
    if (control && ENDS.has(control.action)) this.#open = null;
    return mine;
  }
}

const ENDS: ReadonlySet<string> = new Set(["commit", "rollback", "prepare"]);
