import { createHash } from "node:crypto";
import type { OperationContext } from "./operation.ts";

/** A name of Sluice's own for a thing, the same at every expansion. Of a digest: names of users may be too long to be part of it. */
export const spareName = ({ tag }: Pick<OperationContext, "tag">, kind: string, of: string): string =>
  `_slc_${tag}_${kind}${createHash("sha256").update(of).digest("hex").slice(0, 8)}`;
