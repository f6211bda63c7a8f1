import { hostname } from "node:os";

/** Names this process among the workers, for people: host and process id. */
export const workerName = (): string => `${hostname()}-${process.pid}`;

/** The owner of a lease is the worker and the piece of work, so that two pieces in one process do not share it. */
export const leaseOwner = (work: string): string => `${workerName()}#${work}`;

/** The worker's name in the owner of a lease. */
export const workerOfLease = (owner: string): string => owner.split("#", 1)[0] ?? owner;
