#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Node keeps what it has compiled of our TypeScript, so that the next start takes half the time. Before any import of ours.
enableCompileCache();
await import("./start-cli.ts");
