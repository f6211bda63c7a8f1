-- CreateTable
CREATE TABLE "DataCheckRun" (
    "id" UUID NOT NULL,
    "migrationId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "databaseId" UUID NOT NULL,
    "result" JSONB NOT NULL,
    "ms" INTEGER NOT NULL,
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DataCheckRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Forecast" (
    "id" UUID NOT NULL,
    "migrationId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "databaseId" UUID NOT NULL,
    "rolloutId" UUID,
    "result" JSONB NOT NULL,
    "learnedAt" TIMESTAMPTZ(3),
    "byName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Forecast_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Calibration" (
    "databaseId" UUID NOT NULL,
    "work" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Calibration_pkey" PRIMARY KEY ("databaseId","work")
);

-- CreateIndex
CREATE INDEX "DataCheckRun_migrationId_revision_idx" ON "DataCheckRun"("migrationId", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "Forecast_rolloutId_key" ON "Forecast"("rolloutId");

-- CreateIndex
CREATE INDEX "Forecast_migrationId_revision_idx" ON "Forecast"("migrationId", "revision");

-- CreateIndex
CREATE INDEX "Forecast_databaseId_learnedAt_idx" ON "Forecast"("databaseId", "learnedAt");
