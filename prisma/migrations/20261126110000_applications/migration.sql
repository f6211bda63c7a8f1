-- AlterTable
ALTER TABLE "ApiToken" ADD COLUMN     "only" TEXT;

-- AlterTable
ALTER TABLE "StepRun" ADD COLUMN     "gate" JSONB,
ADD COLUMN     "overriddenAt" TIMESTAMPTZ(3),
ADD COLUMN     "overriddenByName" TEXT,
ADD COLUMN     "overrideReason" TEXT;

-- CreateTable
CREATE TABLE "Application" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApplicationDeclaration" (
    "id" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "databaseId" UUID,
    "environment" TEXT,
    "reads" JSONB NOT NULL,
    "writes" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ApplicationDeclaration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApplicationInstance" (
    "declarationId" UUID NOT NULL,
    "instance" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "leftAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApplicationInstance_pkey" PRIMARY KEY ("declarationId","instance")
);

-- CreateIndex
CREATE UNIQUE INDEX "Application_name_key" ON "Application"("name");

-- CreateIndex
CREATE UNIQUE INDEX "ApplicationDeclaration_applicationId_digest_key" ON "ApplicationDeclaration"("applicationId", "digest");

-- CreateIndex
CREATE INDEX "ApplicationInstance_seenAt_idx" ON "ApplicationInstance"("seenAt");

-- AddForeignKey
ALTER TABLE "ApplicationDeclaration" ADD CONSTRAINT "ApplicationDeclaration_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApplicationInstance" ADD CONSTRAINT "ApplicationInstance_declarationId_fkey" FOREIGN KEY ("declarationId") REFERENCES "ApplicationDeclaration"("id") ON DELETE CASCADE ON UPDATE CASCADE;
