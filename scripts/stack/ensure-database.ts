import { Client } from "pg";

/** Makes a database unless it is there. Answers whether it made it. */
export async function ensureDatabase(adminUrl: string, name: string, owner?: string): Promise<boolean> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const { rowCount } = await admin.query("SELECT FROM pg_database WHERE datname = $1", [name]);
    if (rowCount) return false;
    const ownedBy = owner ? ` OWNER ${admin.escapeIdentifier(owner)}` : "";
    await admin.query(`CREATE DATABASE ${admin.escapeIdentifier(name)}${ownedBy}`);
    return true;
  } finally {
    await admin.end();
  }
}
