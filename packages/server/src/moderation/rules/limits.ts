/** Steps (model/condition/holds.ts) of all rules together, for one item: a tenth of a second. */
export const ITEM_STEPS_MAX = 1_000_000;
/** The same of an item that is decided at once, holding up everything else meanwhile: some five milliseconds. */
export const STEPS_AT_ONCE_MAX = 50_000;
/** Rule groups of a site. */
export const GROUPS_MAX = 20;
/** Rules of a group. */
export const RULES_MAX = 100;
/** Labels with a threshold, of a group. */
export const THRESHOLDS_MAX = 100;
/** Characters of a name or a label. */
export const NAME_MAX = 100;
export const DESCRIPTION_MAX = 1_000;
export const PRIORITY_MAX = 1_000_000;
/** Where none is given. */
export const PRIORITY_DEFAULT = 100;
