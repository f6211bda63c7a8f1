/** What is hashed of an entry. `before` and `after` are the text that PostgreSQL makes of its jsonb. */
export interface ChainEntry {
  readonly id: string;
  readonly at: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly actorKind: string;
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string | null;
  readonly objectName: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
  readonly mark: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** A link of the chain with the entry that it is of; `null`: the entry is gone. */
export interface ChainRecord {
  readonly seq: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly entry: ChainEntry | null;
}
