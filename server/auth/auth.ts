import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import type { Logger } from "pino";
import { signInBody } from "#contracts/person.ts";
import type { PrismaClient, User } from "#prisma/client/client.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Env } from "#server/env.ts";
import { ownOrigins } from "#server/http/assert-same-origin.ts";
import { requestOrigin } from "#server/http/request-origin.ts";
import { newId } from "#server/new-id.ts";
import { deriveKey } from "#server/secrets/derive-key.ts";
import { type Actor, SYSTEM } from "./actor.ts";

/** Sessions of people. better-auth ends here: nobody else knows it. */
export interface Auth {
  /** Answers `/api/auth/*`: sign-in, sign-out, session, change of password. */
  handle(request: Request): Promise<Response>;
  /** The session whose cookie these headers carry. */
  sessionOf(headers: Headers): Promise<{ readonly id: string; readonly userId: string } | null>;
  /** Signs in somebody whose password is known to be right, and answers the headers that set the cookie. */
  signIn(credentials: { readonly email: string; readonly password: string }, from: Headers): Promise<Headers>;
}

const BASE_PATH = "/api/auth";
/** All else that better-auth offers (sign-up, change of e-mail, deletion) is not for us. */
const OPEN_PATHS = new Set(["/sign-in/email", "/sign-out", "/get-session", "/change-password"]);
const SESSION_SECONDS = 14 * 24 * 60 * 60;
/** Only what looks like an address is written down: a password is typed into the wrong field now and then. */
const { email: emailAddress } = signInBody.shape;
const SIGN_IN_ATTEMPTS = { window: 60, max: 20 };

export function createAuth({ env, prisma, log }: { env: Env; prisma: PrismaClient; log: Logger }): Auth {
  const [secretKey] = env.secretKeys;
  if (!secretKey) throw new Error("SLUICE_SECRET_KEY holds no key");
  const auth = betterAuth({
    baseURL: env.url,
    basePath: BASE_PATH,
    secret: deriveKey(secretKey, "auth").toString("base64url"),
    database: prismaAdapter(prisma, { provider: "postgresql" }),
    trustedOrigins: (request) => (request ? ownOrigins(request.headers, env.url) : []),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 200 },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    rateLimit: {
      enabled: true,
      storage: "memory",
      customRules: { "/sign-in/email": SIGN_IN_ATTEMPTS, "/change-password": SIGN_IN_ATTEMPTS, "/get-session": false },
    },
    advanced: {
      cookiePrefix: "sluice",
      database: { generateId: () => newId() },
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
    },
    databaseHooks: {
      session: {
        create: {
          before: (session) => refuseDisabled(prisma, session.userId),
          after: (session) => auditSession(prisma, "session.sign-in", session),
        },
        delete: { after: (session) => auditSession(prisma, "session.sign-out", session) },
      },
      account: { update: { after: (account, context) => auditPassword(prisma, account, context?.request?.headers) } },
    },
    telemetry: { enabled: false },
    logger: { level: "warn", log: (_level, message) => log.debug({ part: "auth" }, message) },
  });
  return {
    async handle(request) {
      const path = new URL(request.url).pathname.slice(BASE_PATH.length);
      if (!OPEN_PATHS.has(path)) return new Response(null, { status: 404 });
      const asked = path === "/sign-in/email" ? request.clone() : null;
      const answer = await auth.handler(request);
      if (asked) await auditRefusal(prisma, asked, answer.status);
      if (answer.status >= 400)
        log.warn({ path, status: answer.status, ...requestOrigin(request.headers) }, "refused at sign-in");
      return answer;
    },
    async sessionOf(headers) {
      const found = await auth.api.getSession({ headers });
      return found && { id: found.session.id, userId: found.session.userId };
    },
    async signIn(credentials, from) {
      const { headers } = await auth.api.signInEmail({ body: credentials, headers: from, returnHeaders: true });
      return headers;
    },
  };
}

async function refuseDisabled(prisma: PrismaClient, userId: string): Promise<void> {
  const { disabledAt } = await prisma.user.findUniqueOrThrow({ where: { id: userId }, select: { disabledAt: true } });
  if (disabledAt)
    throw new APIError("FORBIDDEN", { code: "USER_DISABLED", message: "This person is disabled. Ask an owner." });
}

interface SessionFacts {
  readonly userId: string;
  readonly ipAddress?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
}

const actorOf = (user: User, { ipAddress, userAgent }: Omit<SessionFacts, "userId">): Actor => ({
  kind: "person",
  id: user.id,
  userId: user.id,
  name: user.name,
  email: user.email,
  role: user.role,
  ip: ipAddress || null,
  userAgent: userAgent || null,
});

async function auditSession(prisma: PrismaClient, action: string, session: SessionFacts): Promise<void> {
  const user = await prisma.user.findUnique({ where: { id: session.userId } });
  if (!user) return;
  const object = { objectType: "session", objectId: null, objectName: user.name };
  await prisma.$transaction((tx) => writeAudit(tx, actorOf(user, session), { action, ...object }));
}

const REFUSALS: Readonly<Record<number, string>> = {
  401: "wrong address or password",
  403: "disabled, or from a foreign page",
};

/** The same for an address that is known and one that is not. Those of a flood, refused unseen, are only logged. */
async function auditRefusal(prisma: PrismaClient, request: Request, status: number): Promise<void> {
  const reason = REFUSALS[status];
  const body: unknown = await request.json().catch(() => null);
  const email = emailAddress.safeParse(Object(body).email);
  if (!reason || !email.success) return;
  const actor = { ...SYSTEM, ...requestOrigin(request.headers) };
  const object = { objectType: "session", objectId: null, objectName: email.data.toLowerCase() };
  await prisma.$transaction((tx) => writeAudit(tx, actor, { action: "session.refuse-sign-in", ...object, reason }));
}

async function auditPassword(
  prisma: PrismaClient,
  account: { readonly userId?: string },
  headers: Headers | undefined,
): Promise<void> {
  const user = account.userId && (await prisma.user.findUnique({ where: { id: account.userId } }));
  if (!user) return;
  const object = { objectType: "person", objectId: user.id, objectName: user.name };
  const { ip, userAgent } = requestOrigin(headers ?? new Headers());
  const actor = actorOf(user, { ipAddress: ip, userAgent });
  await prisma.$transaction((tx) => writeAudit(tx, actor, { action: "person.change-password", ...object }));
}
