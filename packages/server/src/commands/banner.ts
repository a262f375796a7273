import { join } from "node:path";
import type { Database } from "../config/config.ts";

export interface Standing {
  url: string;
  database: Database;
  /** `configured`: whoever started the hub has it, and it is not printed. */
  adminKeyIs: "new" | "kept" | "configured";
  adminKey: string;
}

/** What a person sees first: where it is, the key (once), and a command that works when pasted. */
export function banner({ url, database, adminKeyIs, adminKey }: Standing): string {
  const keyFile = database.kind === "sqlite" ? join(database.dataDir, "admin-key") : "";
  const { line, inShell } = {
    new: { line: `${adminKey}\n             (shown this once; kept in ${keyFile})`, inShell: adminKey },
    kept: { line: `as before, in ${keyFile}`, inShell: `$(cat '${keyFile}')` },
    configured: { line: "as configured (TABELLARY_ADMIN_KEY)", inShell: "$TABELLARY_ADMIN_KEY" },
  }[adminKeyIs];
  return `
  Tabellary is running

  url        ${url}
  dashboard  ${url}/  (sign in with the admin key)
  api        ${url}/docs
  data       ${database.kind === "sqlite" ? database.file : database.shownAs}
  admin key  ${line}

  Try it:

    curl -s ${url}/v1/events -H "Authorization: Bearer ${inShell}" \\
      -H 'Content-Type: application/json' -d '{"type":"user.created","data":{"id":"user_123"}}'

  Ctrl-C stops it.

`;
}
