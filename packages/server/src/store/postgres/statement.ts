/**
 * SQL that is prepared once on each connection. What a partial index wants is written literally, never as a parameter:
 * the plan for all values would not use the index.
 */
export interface Statement {
  name: string;
  text: string;
}

/** Every statement of the engine; a test looks at their plans. */
export const STATEMENTS: Statement[] = [];

/**
 * `column = value`, and nothing but an index that begins with the column to find it by. Where one site has nearly all rows
 * of a table, the plan for all values would else walk the newest rows of everybody, which a quiet site's are deep beneath.
 */
export function keyedBy(column: string, value: string): string {
  return `${column} = ${value} AND ${column} BETWEEN ${value} AND ${value}`;
}

export function statement(text: string): Statement {
  const made = { name: `tabellary_${STATEMENTS.length}`, text };
  STATEMENTS.push(made);
  return made;
}
