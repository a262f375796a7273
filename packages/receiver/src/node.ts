/** The door for Node: `@tabellary/receiver/node`. */
export { type NodeRequest, readNodeBody, toNode } from "./adapters/node.ts";
export { type ServeOptions, type Server, serve } from "./adapters/serve.ts";
export { deadLetterFile } from "./retry/dead-letter-file.ts";
export { SqliteStore, type SqliteStoreOptions } from "./stores/sqlite.ts";
export { SqliteJobStore } from "./jobs/sqlite-store.ts";
