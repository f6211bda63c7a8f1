export const TLS_MODES = ["disable", "prefer", "require", "verify-full"] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** A server that is reached over the network. */
export interface NetworkAddress {
  readonly kind: "network";
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly tls: TlsMode;
}
/** A database that is a file which the worker can open. */
export interface FileAddress {
  readonly kind: "file";
  readonly file: string;
}
/** Where a target is and how to get in. Holds a secret: never log it. */
export type TargetAddress = NetworkAddress | FileAddress;
