-- AlterTable
ALTER TABLE "ReviewDecision" ADD COLUMN     "approvalDigest" TEXT,
ADD COLUMN     "evidenceId" UUID,
ADD COLUMN     "evidenceSha256" TEXT,
ADD COLUMN     "forId" TEXT,
ADD COLUMN     "forName" TEXT,
ADD COLUMN     "policyVersion" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "rolloutId" UUID,
ADD COLUMN     "scope" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "stage" TEXT NOT NULL DEFAULT 'start',
ADD COLUMN     "voidReason" TEXT;

-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN     "breakGlassId" UUID,
ADD COLUMN     "risk" TEXT NOT NULL DEFAULT 'high';

-- CreateTable
CREATE TABLE "ReviewTarget" (
    "migrationId" UUID NOT NULL,
    "databaseId" UUID NOT NULL,
    "risk" TEXT NOT NULL,
    "riskReasons" JSONB NOT NULL DEFAULT '[]',
    "errors" INTEGER NOT NULL DEFAULT 0,
    "fingerprint" TEXT,
    "readAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReviewTarget_pkey" PRIMARY KEY ("migrationId","databaseId")
);

-- CreateTable
CREATE TABLE "ChangeRequest" (
    "id" UUID NOT NULL,
    "migrationId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "stepId" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "byId" TEXT NOT NULL,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolvedAt" TIMESTAMPTZ(3),
    "resolvedByName" TEXT,
    "resolution" TEXT,

    CONSTRAINT "ChangeRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApprovalEvidence" (
    "id" UUID NOT NULL,
    "migrationId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ApprovalEvidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApprovalPolicy" (
    "version" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "byId" TEXT NOT NULL,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ApprovalPolicy_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "ApproverGroup" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "ApproverGroup_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApproverGroupMember" (
    "groupId" UUID NOT NULL,
    "userId" UUID NOT NULL,

    CONSTRAINT "ApproverGroupMember_pkey" PRIMARY KEY ("groupId","userId")
);

-- CreateTable
CREATE TABLE "Delegation" (
    "id" UUID NOT NULL,
    "fromId" UUID NOT NULL,
    "fromName" TEXT NOT NULL,
    "toId" UUID NOT NULL,
    "toName" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Delegation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BreakGlass" (
    "id" UUID NOT NULL,
    "migrationId" UUID NOT NULL,
    "databaseId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "requestedById" TEXT NOT NULL,
    "requestedByName" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmBy" TIMESTAMPTZ(3) NOT NULL,
    "confirmedById" TEXT,
    "confirmedByName" TEXT,
    "confirmedAt" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "endedByName" TEXT,
    "review" TEXT,
    "reviewedById" TEXT,
    "reviewedByName" TEXT,
    "reviewedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BreakGlass_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ReviewTarget_databaseId_idx" ON "ReviewTarget"("databaseId");

-- CreateIndex
CREATE INDEX "ChangeRequest_migrationId_idx" ON "ChangeRequest"("migrationId");

-- CreateIndex
CREATE INDEX "ApprovalEvidence_migrationId_idx" ON "ApprovalEvidence"("migrationId");

-- CreateIndex
CREATE UNIQUE INDEX "ApproverGroup_name_key" ON "ApproverGroup"("name");

-- CreateIndex
CREATE INDEX "Delegation_fromId_idx" ON "Delegation"("fromId");

-- CreateIndex
CREATE INDEX "Delegation_toId_idx" ON "Delegation"("toId");

-- CreateIndex
CREATE INDEX "BreakGlass_migrationId_idx" ON "BreakGlass"("migrationId");

-- CreateIndex
CREATE INDEX "BreakGlass_requestedAt_idx" ON "BreakGlass"("requestedAt");

-- CreateIndex
CREATE INDEX "ReviewDecision_rolloutId_idx" ON "ReviewDecision"("rolloutId");

-- AddForeignKey
ALTER TABLE "ReviewTarget" ADD CONSTRAINT "ReviewTarget_migrationId_fkey" FOREIGN KEY ("migrationId") REFERENCES "Migration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewTarget" ADD CONSTRAINT "ReviewTarget_databaseId_fkey" FOREIGN KEY ("databaseId") REFERENCES "Database"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChangeRequest" ADD CONSTRAINT "ChangeRequest_migrationId_fkey" FOREIGN KEY ("migrationId") REFERENCES "Migration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApproverGroupMember" ADD CONSTRAINT "ApproverGroupMember_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "ApproverGroup"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApproverGroupMember" ADD CONSTRAINT "ApproverGroupMember_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What an approver saw does not change any more, whoever asks. The engine that applies migrations cuts the text at each
-- semicolon, also inside of quotes: those of the body are written as \x3B.
CREATE FUNCTION sluice_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN RAISE EXCEPTION ''% is sealed: rows are neither changed nor removed'', TG_TABLE_NAME\x3B END';
CREATE TRIGGER "ApprovalEvidence_sealed" BEFORE UPDATE OR DELETE ON "ApprovalEvidence"
  FOR EACH ROW EXECUTE FUNCTION sluice_refuse_change();
CREATE TRIGGER "ApprovalEvidence_kept" BEFORE TRUNCATE ON "ApprovalEvidence"
  FOR EACH STATEMENT EXECUTE FUNCTION sluice_refuse_change();
