import type { Rule } from "../rule.ts";
import { charPadded } from "./design/char-padded.ts";
import { columnPadding } from "./design/column-padding.ts";
import { columnPolicy } from "./design/column-policy.ts";
import { commentRequired } from "./design/comment-required.ts";
import { createTableAs } from "./design/create-table-as.ts";
import { enumCreated } from "./design/enum-created.ts";
import { identifierTruncated } from "./design/identifier-truncated.ts";
import { keyTooNarrow } from "./design/key-too-narrow.ts";
import { keyType } from "./design/key-type.ts";
import { namingConvention } from "./design/naming-convention.ts";
import { riskyColumnType } from "./design/risky-column-type.ts";
import { serialInsteadOfIdentity } from "./design/serial-instead-of-identity.ts";
import { tableWithoutKey } from "./design/table-without-key.ts";
import { textUnbounded } from "./design/text-unbounded.ts";
import { timestampWithoutZone } from "./design/timestamp-without-zone.ts";
import { unqualifiedName } from "./design/unqualified-name.ts";
import { varcharLimit } from "./design/varchar-limit.ts";

export const DESIGN_RULES: readonly Rule[] = [
  keyType,
  textUnbounded,
  charPadded,
  varcharLimit,
  keyTooNarrow,
  serialInsteadOfIdentity,
  timestampWithoutZone,
  riskyColumnType,
  columnPolicy,
  columnPadding,
  tableWithoutKey,
  createTableAs,
  enumCreated,
  namingConvention,
  identifierTruncated,
  unqualifiedName,
  commentRequired,
];
