-- CreateEnum
CREATE TYPE "HoldScope" AS ENUM ('installation', 'environment', 'database');

-- CreateEnum
CREATE TYPE "Effect" AS ENUM ('slow', 'stop');

-- AlterEnum
ALTER TYPE "ShardState" ADD VALUE 'written';

-- AlterTable
ALTER TABLE "Backfill" ADD COLUMN     "lateMark" TEXT,
ADD COLUMN     "maxSlices" INTEGER,
ADD COLUMN     "passes" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "round" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "skipLimit" INTEGER NOT NULL DEFAULT 100,
ADD COLUMN     "speed" INTEGER NOT NULL DEFAULT 50;

-- AlterTable
ALTER TABLE "BackfillShard" ADD COLUMN     "committedAt" TIMESTAMPTZ(3),
ADD COLUMN     "differingKeys" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "hi" TEXT NOT NULL DEFAULT '[]',
ADD COLUMN     "lo" TEXT NOT NULL DEFAULT '[]',
ADD COLUMN     "pos" TEXT NOT NULL DEFAULT '[]',
ADD COLUMN     "rowsDiffering" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "rowsSkipped" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "rowsVerified" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "servedAt" TIMESTAMPTZ(3),
ADD COLUMN     "splitAt" TIMESTAMPTZ(3),
ADD COLUMN     "verifyPos" TEXT;

-- AlterTable
ALTER TABLE "Database" ADD COLUMN     "throttle" JSONB;

-- AlterTable
ALTER TABLE "Sample" ADD COLUMN     "batchRows" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "slices" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "Replica" (
    "id" UUID NOT NULL,
    "databaseId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "databaseName" TEXT NOT NULL,
    "userName" TEXT NOT NULL,
    "tls" TEXT NOT NULL,
    "sealedPassword" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Replica_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TargetHealth" (
    "databaseId" UUID NOT NULL,
    "owner" TEXT,
    "leaseUntil" TIMESTAMPTZ(3) NOT NULL DEFAULT '1970-01-01 00:00:00+00'::timestamp with time zone,
    "at" TIMESTAMPTZ(3),
    "readings" JSONB NOT NULL DEFAULT '[]',
    "verdict" JSONB,
    "memory" JSONB,
    "slices" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "TargetHealth_pkey" PRIMARY KEY ("databaseId")
);

-- CreateTable
CREATE TABLE "SignalSample" (
    "id" BIGSERIAL NOT NULL,
    "databaseId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "values" JSONB NOT NULL,

    CONSTRAINT "SignalSample_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SignalOverride" (
    "id" UUID NOT NULL,
    "databaseId" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "byId" TEXT NOT NULL,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SignalOverride_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Hold" (
    "id" UUID NOT NULL,
    "scope" "HoldScope" NOT NULL,
    "environment" TEXT,
    "databaseId" UUID,
    "reason" TEXT NOT NULL,
    "byId" TEXT NOT NULL,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "liftedByName" TEXT,
    "liftedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DryRun" (
    "id" UUID NOT NULL,
    "migrationId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "stepId" TEXT NOT NULL,
    "databaseId" UUID NOT NULL,
    "result" JSONB NOT NULL,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DryRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Slowdown" (
    "id" BIGSERIAL NOT NULL,
    "backfillId" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "effect" "Effect" NOT NULL,
    "message" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "limit" DOUBLE PRECISION,
    "unit" TEXT,
    "host" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "Slowdown_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Replica_databaseId_name_key" ON "Replica"("databaseId", "name");

-- CreateIndex
CREATE INDEX "SignalSample_databaseId_at_idx" ON "SignalSample"("databaseId", "at");

-- CreateIndex
CREATE INDEX "SignalOverride_databaseId_until_idx" ON "SignalOverride"("databaseId", "until");

-- CreateIndex
CREATE INDEX "Hold_liftedAt_idx" ON "Hold"("liftedAt");

-- CreateIndex
CREATE INDEX "DryRun_migrationId_revision_idx" ON "DryRun"("migrationId", "revision");

-- CreateIndex
CREATE INDEX "Slowdown_backfillId_since_idx" ON "Slowdown"("backfillId", "since");

-- AddForeignKey
ALTER TABLE "Replica" ADD CONSTRAINT "Replica_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TargetHealth" ADD CONSTRAINT "TargetHealth_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignalSample" ADD CONSTRAINT "SignalSample_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignalOverride" ADD CONSTRAINT "SignalOverride_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Slowdown" ADD CONSTRAINT "Slowdown_backfillId_fkey" FOREIGN KEY ("backfillId") REFERENCES "Backfill"("id") ON DELETE CASCADE ON UPDATE CASCADE;
