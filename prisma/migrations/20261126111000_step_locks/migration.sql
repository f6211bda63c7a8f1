-- AlterTable
ALTER TABLE "StepRun" ADD COLUMN     "locks" JSONB;
