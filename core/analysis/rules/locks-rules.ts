import type { Rule } from "../rule.ts";
import { accessMethodChange } from "./locks/access-method-change.ts";
import { addColumnCheckedDomain } from "./locks/add-column-checked-domain.ts";
import { addColumnDefaultBefore11 } from "./locks/add-column-default-before-11.ts";
import { addColumnIdentity } from "./locks/add-column-identity.ts";
import { addColumnSerial } from "./locks/add-column-serial.ts";
import { addColumnStored } from "./locks/add-column-stored.ts";
import { addColumnVirtualChecked } from "./locks/add-column-virtual-checked.ts";
import { addColumnVolatileDefault } from "./locks/add-column-volatile-default.ts";
import { attachPartitionScan } from "./locks/attach-partition-scan.ts";
import { busyTableLocked } from "./locks/busy-table-locked.ts";
import { compositeTypeChange } from "./locks/composite-type-change.ts";
import { createPartitionBesideDefault } from "./locks/create-partition-beside-default.ts";
import { createTriggerBlocksWrites } from "./locks/create-trigger-blocks-writes.ts";
import { defaultPartitionCreated } from "./locks/default-partition-created.ts";
import { dependentsLocked } from "./locks/dependents-locked.ts";
import { detachPartitionBlocks } from "./locks/detach-partition-blocks.ts";
import { dropPartitionLocksParent } from "./locks/drop-partition-locks-parent.ts";
import { dropTriggerLocksTable } from "./locks/drop-trigger-locks-table.ts";
import { dropTypeCascade } from "./locks/drop-type-cascade.ts";
import { explicitTableLock } from "./locks/explicit-table-lock.ts";
import { fullTableRepack } from "./locks/full-table-repack.ts";
import { inheritChange } from "./locks/inherit-change.ts";
import { matviewFilledAtOnce } from "./locks/matview-filled-at-once.ts";
import { matviewRefreshBlocks } from "./locks/matview-refresh-blocks.ts";
import { notNullProofDroppedEarly } from "./locks/not-null-proof-dropped-early.ts";
import { partitionFanOut } from "./locks/partition-fan-out.ts";
import { persistenceChange } from "./locks/persistence-change.ts";
import { replicaIdentityChange } from "./locks/replica-identity-change.ts";
import { rewriteDiskHeadroom } from "./locks/rewrite-disk-headroom.ts";
import { ruleLocksTable } from "./locks/rule-locks-table.ts";
import { setNotNullOverUnvalidated } from "./locks/set-not-null-over-unvalidated.ts";
import { setNotNullScan } from "./locks/set-not-null-scan.ts";
import { storedExpressionChange } from "./locks/stored-expression-change.ts";
import { tablespaceMove } from "./locks/tablespace-move.ts";
import { triggerDisabled } from "./locks/trigger-disabled.ts";
import { typeChangeIndexRebuild } from "./locks/type-change-index-rebuild.ts";
import { typeChangeMetadataOnly } from "./locks/type-change-metadata-only.ts";
import { typeChangeNeedsUtc } from "./locks/type-change-needs-utc.ts";
import { typeChangeRecheck } from "./locks/type-change-recheck.ts";
import { typeChangeReferencedKey } from "./locks/type-change-referenced-key.ts";
import { typeChangeRewrite } from "./locks/type-change-rewrite.ts";
import { walHeavyChange } from "./locks/wal-heavy-change.ts";

export const LOCKS_RULES: readonly Rule[] = [
  addColumnVolatileDefault,
  addColumnDefaultBefore11,
  addColumnSerial,
  addColumnIdentity,
  addColumnStored,
  addColumnVirtualChecked,
  storedExpressionChange,
  addColumnCheckedDomain,
  setNotNullScan,
  notNullProofDroppedEarly,
  setNotNullOverUnvalidated,
  typeChangeRewrite,
  typeChangeMetadataOnly,
  typeChangeNeedsUtc,
  typeChangeIndexRebuild,
  typeChangeRecheck,
  typeChangeReferencedKey,
  dependentsLocked,
  persistenceChange,
  tablespaceMove,
  accessMethodChange,
  fullTableRepack,
  explicitTableLock,
  rewriteDiskHeadroom,
  walHeavyChange,
  attachPartitionScan,
  createPartitionBesideDefault,
  detachPartitionBlocks,
  defaultPartitionCreated,
  dropPartitionLocksParent,
  partitionFanOut,
  inheritChange,
  dropTriggerLocksTable,
  createTriggerBlocksWrites,
  triggerDisabled,
  ruleLocksTable,
  replicaIdentityChange,
  matviewRefreshBlocks,
  matviewFilledAtOnce,
  dropTypeCascade,
  compositeTypeChange,
  busyTableLocked,
];
