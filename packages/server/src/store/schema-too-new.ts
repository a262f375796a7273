/** A database made by a newer Tabellary is left as it is. */
export class SchemaTooNewError extends Error {
  readonly code = "schema_too_new";
}
