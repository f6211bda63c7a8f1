import { PostgreSQL } from "@codemirror/lang-sql";
import { yamlLanguage } from "@codemirror/lang-yaml";
import { classHighlighter, highlightCode as walk } from "@lezer/highlight";

export interface Token {
  readonly text: string;
  readonly classes: string;
}

const parsers = { sql: PostgreSQL.language.parser, yaml: yamlLanguage.parser };

/** Lines of tokens. Loaded on demand: with the parsers it is too big for a first load. */
export function tokensOf(code: string, language: keyof typeof parsers): Token[][] {
  const lines: Token[][] = [[]];
  walk(
    code,
    parsers[language].parse(code),
    classHighlighter,
    (text, classes) => lines.at(-1)?.push({ text, classes }),
    () => lines.push([]),
  );
  return lines;
}
