import type { AnalysedStatement } from "#core/analysis/analysed-statement.ts";
import { namesGiven } from "./postgres-given-names.ts";
import { placeStatement } from "./postgres-placement.ts";
import { readChanges } from "./postgres-read-changes.ts";
import type { ReadContext } from "./postgres-read-context.ts";
import { refusesTransaction } from "./postgres-refuses-transaction.ts";
import { SourceMap } from "./postgres-source-map.ts";
import { nodesIn, textOf } from "./postgres-syntax.ts";
import { parseSql, type RawStatement, SqlText, tokensOf } from "./postgres-text.ts";

/** Splits and reads a text for the analysis. @throws DomainError `invalid-plan` where it does not parse. */
export async function readStatements(sql: string): Promise<readonly AnalysedStatement[]> {
  const text = new SqlText(sql);
  const raw = await parseSql(text);
  const source = new SourceMap(sql, await tokensOf(text));
  return raw.map((statement) => readStatement(source, statement));
}

/** One statement, out of a text that was parsed. */
export function readStatement(source: SourceMap, { kind, body, start, end }: RawStatement): AnalysedStatement {
  // The parser's range begins behind the last semicolon: comments before the first word belong to nobody.
  const [first] = source.tokensFrom(start);
  const begin = first && first.start < end ? first.start : start;
  const context: ReadContext = { source, start: begin, end };
  const changes = readChanges(context, kind, body);
  const written = source.slice(begin, end).trimEnd();
  const place = source.placeOf(begin);
  return {
    text: written,
    place,
    end: place.offset + written.length,
    label: placeStatement(kind, body).label,
    changes,
    refusesTransaction: changes.some(refusesTransaction),
    gives: namesGiven(context, changes),
    unqualified: [...nodesIn(body)].flatMap(([, node]) => {
      const name = textOf(node, "relname");
      const isBare = name !== null && textOf(node, "schemaname") === null && typeof node.location === "number";
      return isBare ? [{ name, place: source.placeOf(Number(node.location)) }] : [];
    }),
  };
}
