import type { Database, Tx } from "./database.ts";
import { EMIT_SIGNATURES, emitFunction } from "./emit-function.ts";
import { text } from "./rows.ts";
import { statement } from "./statement.ts";

/** The role that may emit could not be made. */
export class EmitRoleError extends Error {
  readonly code = "emit_role";
}

export const DEFAULT_EMIT_ROLE = "tabellary_emitter";

const HELPERS = ["emit_refuse(text, text, text)", "emit_site(text)"];
const INSUFFICIENT_PRIVILEGE = "42501";

const FIND_ROLE = statement("SELECT 1 FROM pg_roles WHERE rolname = $1");
const FIND_EMIT = statement("SELECT to_regprocedure($1)::text AS found");
/** Whoever runs this may be a superuser; the function then acts for the one to whom the tables belong all the same. */
const FIND_OWNER = statement(
  "SELECT quote_ident(tableowner) AS owner FROM pg_tables WHERE schemaname = $1 AND tablename = 'outbox'",
);
const QUOTE = statement("SELECT quote_ident($1) AS name");

/**
 * Installs `emit` and lets `role` call it: a group role that cannot log in, made if there is none of that name. Returns
 * whether it was made. Throws `EmitRoleError` when the user of the database may not make roles.
 */
export async function installEmit(tx: Tx, db: Database, role: string): Promise<boolean> {
  const name = text((await tx.one(QUOTE, role))!, "name");
  const isNew = (await tx.one(FIND_ROLE, role)) === undefined;
  if (isNew) await makeRole(tx, name);
  await writeEmit(tx, db);
  const { schema } = db.options;
  await tx.script(`GRANT USAGE ON SCHEMA ${schema} TO ${name};
    GRANT EXECUTE ON FUNCTION ${EMIT_SIGNATURES.join(", ")} TO ${name}`);
  return isNew;
}

/** Where it is installed, brings it up to date with the schema. */
export async function refreshEmit(tx: Tx, db: Database): Promise<void> {
  const found = await tx.one(FIND_EMIT, `${db.options.schema}.${EMIT_SIGNATURES[0]}`);
  if (found!.found !== null) await writeEmit(tx, db);
}

async function writeEmit(tx: Tx, db: Database): Promise<void> {
  const { schema } = db.options;
  const owner = text((await tx.one(FIND_OWNER, schema))!, "owner");
  await tx.script(emitFunction(schema, db.channel));
  for (const signature of [...EMIT_SIGNATURES, ...HELPERS]) {
    await tx.script(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC; ALTER FUNCTION ${signature} OWNER TO ${owner}`);
  }
}

async function makeRole(tx: Tx, name: string): Promise<void> {
  try {
    await tx.script(`CREATE ROLE ${name} NOLOGIN`);
  } catch (cause) {
    if ((cause as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw cause;
    throw new EmitRoleError(
      `This user of the database may not make roles. Have an administrator run: CREATE ROLE ${name} NOLOGIN; and then run this again.`,
      { cause },
    );
  }
}
