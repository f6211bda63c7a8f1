// Makes what is made from sources: Prisma's client, and the JSON Schema of plans once the contract is there.
import { generatePrismaClient } from "./stack/prisma-client.ts";

await generatePrismaClient();
