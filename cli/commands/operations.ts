import { Argument, type Command } from "commander";
import { stringify } from "yaml";
import { type DescribedOperation, listOperations } from "#contracts/plan-expansion.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import type { Cli } from "../cli.ts";
import { EXIT } from "../exit-code.ts";
import { type JsonOption, print, table } from "../print.ts";

/** All words must be found somewhere in what is said of it. */
const fits = ({ name, title, summary, keywords }: DescribedOperation, words: readonly string[]): boolean => {
  const text = [name, title, summary, ...keywords].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
};

const inFull = ({ name, title, summary, engines, locks, undo, example }: DescribedOperation): string =>
  [
    `${name}: ${title}. ${engines.map((it) => DIALECT_LABELS[it]).join(", ")}`,
    summary,
    `Locks: ${locks}`,
    `Undo: ${undo}`,
    "",
    stringify({ operations: [{ [name]: example }] }, { lineWidth: 0 }).trimEnd(),
  ].join("\n");

function textOf(items: readonly DescribedOperation[], search: string): string {
  const [only] = items;
  if (only && items.length === 1) return inFull(only);
  const rows = items.map(({ name, title }) => [name, title]);
  return table(["OPERATION", "WHAT"], rows, `No operation is found by ${search}.`);
}

export function operationsCommand(program: Command, cli: Cli): void {
  program
    .command("operations")
    .description("The ready-made operations that a plan may name; one alone is shown in full")
    .addArgument(new Argument("[search...]", "words of its name, title or summary"))
    .option("--json", "print JSON")
    .action(async (search: readonly string[], options: JsonOption) => {
      const { items } = await (await cli.api()).call(listOperations);
      const words = search.map((word) => word.toLowerCase());
      const exact = items.filter(({ name }) => name === words.join(" "));
      const found = exact.length > 0 ? exact : items.filter((it) => fits(it, words));
      print(cli.terminal, options, found, () => textOf(found, search.join(" ")));
      if (found.length === 0) cli.exitWith(EXIT.notFound);
    });
}
