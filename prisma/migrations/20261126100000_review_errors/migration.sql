-- Which findings stand in the way of an approval, where only their number was kept. Those of an earlier reading still
-- count, without a name, until the database is read again.
ALTER TABLE "ReviewTarget" ADD COLUMN "errorFindings" JSONB NOT NULL DEFAULT '[]';
UPDATE "ReviewTarget" SET "errorFindings" = (
  SELECT jsonb_agg(jsonb_build_object('rule', 'read before they were named', 'step', NULL)) FROM generate_series(1, errors)
) WHERE errors > 0;
ALTER TABLE "ReviewTarget" DROP COLUMN "errors";
