/** What an event is and what became of it, by its number `i`: SQL that both engines read. */
import { FAILED_PER_MILLE, KINDS, REPEATED_PER_MILLE, RETRY_SCHEDULE } from "./shape.ts";

export const TRIES_MAX = RETRY_SCHEDULE.length;
export const FAILED_ANSWER = "Service Unavailable";
export const FAILED_MESSAGE = "The receiver answered 503.";
/** Of each webhook's events one in so many has an `external_id`. */
export const EXTERNAL_EACH = 4;

/** Jitter lengthens a delay by up to a fifth: a tenth on average. */
const WAITS_MS = RETRY_SCHEDULE.map((seconds) => seconds * 1_100);

/** Numbers without a pattern: multiplied by a large prime, without the lowest bits. Another shift is another number. */
const dice = (shift: number) => `(((i + 1) * 2654435761) >> ${shift}) % 1000`;

/** Columns `kind`, `luck` and `ms`, how long each of its attempts takes. */
export const THROWN = `${dice(9)} AS kind, ${dice(14)} AS luck, 4 + ${dice(19)} % 40 AS ms`;

/** Which of its webhook's types it has, counted from 0. */
export const KIND = `CASE ${KINDS.map(({ perMille }, index) => `WHEN kind < ${perMille} THEN ${index}`).join(" ")} END`;

export const IS_FAILED = `luck < ${FAILED_PER_MILLE}`;

/** How many attempts there were. */
export const TRIES_MADE = `CASE WHEN ${IS_FAILED} THEN ${TRIES_MAX}
  WHEN luck < ${FAILED_PER_MILLE + REPEATED_PER_MILLE} THEN 2 ELSE 1 END`;

/** When attempt `n` has ended, counted from the event's arrival: 3 ms until it is sent, `ms` for itself. */
export const endedAfter = (n: string) =>
  `3 + ${n} * ms${WAITS_MS.map((wait, index) => ` + CASE WHEN ${n} > ${index} THEN ${wait} ELSE 0 END`).join("")}`;

/** What an attempt's id has beside its time. Those of neighbours may end together: their counters differ. */
export const attemptCounter = (n: string) => `4 * (${n} + ${TRIES_MAX} * (i % 300)) * 1024`;

const FILLING = "lorem ipsum dolor ";
/** Of an event's number in its payload. */
export const DIGITS = 9;

/** A payload of so many bytes, with `number` where an event's own number goes. */
export function payloadOf(number: string, bytes: number): string {
  const bare = '{"number":"","text":""}'.length + DIGITS;
  const text = FILLING.repeat(Math.ceil(bytes / FILLING.length)).slice(0, bytes - bare);
  return `{"number":"${number}","text":"${text}"}`;
}
