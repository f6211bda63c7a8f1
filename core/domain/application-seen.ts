/** What one version of an application has declared, for one database or environment. */
export interface SeenDeclaration {
  readonly version: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly instances: readonly SeenInstance[];
}

export interface SeenInstance {
  readonly instance: string;
  readonly seenAt: Date;
  /** It counts as live until then, unless it beats again. */
  readonly expiresAt: Date;
  /** It said that it ends. */
  readonly leftAt: Date | null;
}

/** An application as far as it concerns one database. */
export interface SeenApplication {
  readonly name: string;
  /** Its first heartbeat here. */
  readonly knownSince: Date;
  readonly declarations: readonly SeenDeclaration[];
}

/** A statement on a demanded column, counted by the server. */
export interface SeenStatement {
  /** As the demand names it. */
  readonly column: string;
  readonly access: "read" | "write";
  /** Without literals. */
  readonly text: string;
  /** The look that found its counter raised; `null`: it was not called since the first look. */
  readonly calledAt: Date | null;
}

/** What the server's own statistics said, compared over all looks. */
export interface StatementWatch {
  /** The first look: what was called before is not known. */
  readonly since: Date;
  readonly statements: readonly SeenStatement[];
}
