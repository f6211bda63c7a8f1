import type { Format } from "./format.ts";
import { formatGithub } from "./format-github.ts";
import { formatJson } from "./format-json.ts";
import { formatJunit } from "./format-junit.ts";
import type { FormatName } from "./format-name.ts";
import { formatSarif } from "./format-sarif.ts";
import { formatText } from "./format-text.ts";

export const FORMATS: Readonly<Record<FormatName, Format>> = {
  text: formatText,
  json: formatJson,
  sarif: formatSarif,
  junit: formatJunit,
  github: formatGithub,
};
