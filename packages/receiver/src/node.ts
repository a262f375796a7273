/** The door for Node: `@tabellary/receiver/node`. */
export { toExpress } from "./adapters/express.ts";
export { type FastifyScope, toFastify } from "./adapters/fastify.ts";
export { type NodeRequest, toNode } from "./adapters/node.ts";
export { type ServeOptions, type Server, serve } from "./adapters/serve.ts";
export { SqliteJobStore } from "./jobs/sqlite-store.ts";
export { deadLetterFile } from "./retry/dead-letter-file.ts";
export { SqliteStore, type SqliteStoreOptions } from "./stores/sqlite.ts";
