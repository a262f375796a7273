/** The schema's number before and after: how many migrations it has had. 0: there was none. */
export interface Migrated {
  from: number;
  to: number;
}
