/** The events of a measurement: all alike but for their number, so that a receiver can check each byte cheaply. */

const DATA_BYTES = 700;
const DIGITS = 9;
const NUMBER_MARK = "0".repeat(DIGITS);

export const EVENT_TYPE = "comment.created";

const fields = {
  number: NUMBER_MARK,
  comment: { id: "cmt_8f14e45f", thread: "thr_c9f0f895", author: { id: "usr_45c48cce", name: "Grace", age_days: 412 } },
  language: "en",
  scores: { toxicity: 0.021, spam: 0.004, threat: 0.001 },
  labels: ["first-post", "has-link"],
  edited: false,
  text: "",
};
const bare = JSON.stringify(fields);

/** An event's data as canonical JSON, with zeros where its number goes. */
export const DATA = JSON.stringify({
  ...fields,
  text: "lorem ipsum ".repeat(DATA_BYTES).slice(0, DATA_BYTES - bare.length),
});

const NUMBER_AT = DATA.indexOf(NUMBER_MARK);
const DATA_BEFORE = Buffer.from(DATA.slice(0, NUMBER_AT));
const DATA_AFTER = Buffer.from(DATA.slice(NUMBER_AT + DIGITS));

/** Writes an event's number where its data, which begins at `dataAt`, has it. */
export function writeNumber(bytes: Buffer, dataAt: number, number: number): void {
  let rest = number;
  for (let at = dataAt + NUMBER_AT + DIGITS - 1; at >= dataAt + NUMBER_AT; at--) {
    bytes[at] = 48 + (rest % 10);
    rest = Math.trunc(rest / 10);
  }
}

/** The number of the event whose data begins at `dataAt`; -1 when a byte of it is not as it was sent. */
export function readNumber(bytes: Buffer, dataAt: number): number {
  const numberAt = dataAt + DATA_BEFORE.length;
  const afterAt = numberAt + DIGITS;
  if (DATA_BEFORE.compare(bytes, dataAt, numberAt) !== 0) return -1;
  if (DATA_AFTER.compare(bytes, afterAt, afterAt + DATA_AFTER.length) !== 0) return -1;
  let number = 0;
  for (let at = numberAt; at < afterAt; at++) number = number * 10 + bytes[at]! - 48;
  return number;
}
