-- CreateTable
CREATE TABLE "ShadowRun" (
    "id" UUID NOT NULL,
    "migrationId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "databaseId" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "progress" TEXT,
    "error" TEXT,
    "report" JSONB,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "heartbeatAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ShadowRun_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ShadowRun_migrationId_revision_idx" ON "ShadowRun"("migrationId", "revision");

-- CreateIndex
CREATE INDEX "ShadowRun_state_idx" ON "ShadowRun"("state");
