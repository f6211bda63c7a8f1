import { postgresAnalyser } from "#core/engines/postgres/postgres-analyser.ts";
export const analysers: any = { postgresql: postgresAnalyser, sqlite: postgresAnalyser };
