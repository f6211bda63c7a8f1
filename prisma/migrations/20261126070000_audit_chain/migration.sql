-- CreateTable
CREATE TABLE "AuditLink" (
    "seq" BIGINT NOT NULL,
    "entryId" UUID NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditLink_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "AuditLink_entryId_key" ON "AuditLink"("entryId");

-- AddForeignKey
ALTER TABLE "AuditLink" ADD CONSTRAINT "AuditLink_entryId_fkey" FOREIGN KEY ("entryId") REFERENCES "AuditEntry"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What is hashed of an entry. server/audit/chain/entry-hash.ts computes the same text: change both or neither (ADR 0015).
CREATE FUNCTION sluice_audit_canonical(entry "AuditEntry", seq bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT json_build_array(
    seq::text, entry.id::text, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    entry."actorId", entry."actorName", entry."actorKind", entry.action,
    entry."objectType", entry."objectId", entry."objectName",
    entry.before::text, entry.after::text, entry.reason, entry.mark, entry.ip, entry."userAgent"
  )::text
$$;

-- Links an entry to the newest one. The lock is let go when the transaction ends, after others can see it.
CREATE FUNCTION sluice_audit_append(entry "AuditEntry") RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  head "AuditLink";
  next bigint;
  previous text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('sluice.audit', 0::bigint));
  SELECT * INTO head FROM "AuditLink" ORDER BY "AuditLink".seq DESC LIMIT 1;
  next := coalesce(head.seq, 0::bigint) + 1;
  previous := coalesce(head.hash, repeat('0'::text, 64));
  INSERT INTO "AuditLink" (seq, "entryId", "previousHash", hash) VALUES (
    next, entry.id, previous,
    encode(sha256(convert_to(concat(previous, chr(10), sluice_audit_canonical(entry, next)), 'UTF8')), 'hex')
  );
END
$$;

CREATE FUNCTION sluice_audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM sluice_audit_append(NEW);
  RETURN NULL;
END
$$;

CREATE FUNCTION sluice_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege', HINT = 'See docs/security.md, Audit.';
END
$$;

-- With the rights of their owner they must find our tables, and nobody's temporary ones.
DO $$
DECLARE
  signature text;
BEGIN
  FOREACH signature IN ARRAY ARRAY[
    'sluice_audit_canonical("AuditEntry", bigint)', 'sluice_audit_append("AuditEntry")', 'sluice_audit_chain()', 'sluice_audit_refuse()'
  ] LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', signature, current_schema());
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', signature);
  END LOOP;
END
$$;

-- What was written before there was a chain: numbered in the order of its time.
DO $$
DECLARE
  entry "AuditEntry";
BEGIN
  LOCK TABLE "AuditEntry" IN SHARE ROW EXCLUSIVE MODE;
  FOR entry IN SELECT * FROM "AuditEntry" ORDER BY at, id LOOP
    PERFORM sluice_audit_append(entry);
  END LOOP;
END
$$;

-- Deferred: the lock is the last one that a transaction takes, so it cannot be part of a deadlock and is held only
-- while the transaction commits. Two tables, so that no row is ever changed after it was written.
CREATE CONSTRAINT TRIGGER sluice_audit_chain AFTER INSERT ON "AuditEntry"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sluice_audit_chain();

CREATE TRIGGER sluice_audit_refuse_change BEFORE UPDATE OR DELETE ON "AuditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION sluice_audit_refuse();
CREATE TRIGGER sluice_audit_refuse_truncate BEFORE TRUNCATE ON "AuditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION sluice_audit_refuse();
CREATE TRIGGER sluice_audit_refuse_change BEFORE UPDATE OR DELETE ON "AuditLink"
  FOR EACH STATEMENT EXECUTE FUNCTION sluice_audit_refuse();
CREATE TRIGGER sluice_audit_refuse_truncate BEFORE TRUNCATE ON "AuditLink"
  FOR EACH STATEMENT EXECUTE FUNCTION sluice_audit_refuse();
