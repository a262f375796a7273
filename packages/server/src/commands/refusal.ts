import { VaultError } from "../catalogue/vault.ts";
import { ConfigError } from "../config/config.ts";
import { StoreBusyError, StoreMissingError, StoreMovedError, StoreNotEmptyError } from "../store/dump.ts";
import { NotDurableError } from "../store/postgres/durability.ts";
import { EmitRoleError } from "../store/postgres/install-emit.ts";
import { SchemaTooNewError } from "../store/schema-too-new.ts";
import { DatabaseInUseError } from "../store/sqlite/file-lock.ts";
import { StoreUnavailableError } from "../store/store.ts";

const KINDS = [
  ConfigError,
  DatabaseInUseError,
  EmitRoleError,
  NotDurableError,
  SchemaTooNewError,
  StoreBusyError,
  StoreMissingError,
  StoreMovedError,
  StoreNotEmptyError,
  StoreUnavailableError,
  VaultError,
];

/** Whether it is for the one who typed the command to mend: its message is all there is to say. */
export function isUsersToMend(error: unknown): error is Error {
  return KINDS.some((kind) => error instanceof kind);
}
