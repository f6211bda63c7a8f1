/** Seals credentials with AES-256-GCM. `context` (the id of the owner row) is authenticated: a seal cannot be moved. */
export interface Sealer {
  seal(plain: string, context: string): string;
  /** @throws DomainError `secret-unreadable` when no known key opens it. */
  open(sealed: string, context: string): string;
  /** Whether it is sealed with the first key. */
  isCurrent(sealed: string): boolean;
}
