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

export function statement(text: string): Statement {
  const made = { name: `tabellary_${STATEMENTS.length}`, text };
  STATEMENTS.push(made);
  return made;
}
