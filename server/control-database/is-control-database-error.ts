/** Errors of the control database's client. They say nothing about a target, and the work is simply tried again. */
export const isControlDatabaseError = (error: unknown): boolean =>
  error instanceof Error && (error.name.startsWith("PrismaClient") || error.name === "DriverAdapterError");
