/** The events of a measurement: all alike but for their number, so that a receiver can check each byte cheaply. */

const DIGITS = 9;
const NUMBER_MARK = "0".repeat(DIGITS);
/** Of an event, unless a scenario says otherwise. */
export const DATA_BYTES = 700;

/** An event's data of one size. */
export interface Payload {
  /** Canonical JSON, with zeros where the number goes. */
  text: string;
  /** Where the number begins. */
  numberAt: number;
}

export function createPayload(bytes: number): Payload {
  const fields = {
    number: NUMBER_MARK,
    comment: { id: "cmt_8f14e45f", author: { id: "usr_45c48cce", name: "Grace" } },
    labels: ["first-post"],
    edited: false,
    text: "",
  };
  const room = bytes - JSON.stringify(fields).length;
  if (room < 0) throw new RangeError(`An event's data of ${bytes} bytes is too small to be told from another.`);
  const text = JSON.stringify({ ...fields, text: "lorem ipsum ".repeat(Math.ceil(room / 12)).slice(0, room) });
  return { text, numberAt: text.indexOf(NUMBER_MARK) };
}

/** Writes the last `digits` decimal digits of `value`. */
export function writeDigits(bytes: Buffer, at: number, digits: number, value: number): void {
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    bytes[i] = 48 + (rest % 10);
    rest = Math.trunc(rest / 10);
  }
}

/** Writes an event's number where its data, which begins at `dataAt`, has it. */
export function writeNumber(bytes: Buffer, dataAt: number, payload: Payload, number: number): void {
  writeDigits(bytes, dataAt + payload.numberAt, DIGITS, number);
}

/** Tells the number of the event whose data begins at `dataAt`; -1 when a byte of it is not as it was sent. */
export function createReader({ text, numberAt }: Payload): (bytes: Buffer, dataAt: number) => number {
  const before = Buffer.from(text.slice(0, numberAt));
  const after = Buffer.from(text.slice(numberAt + DIGITS));
  return (bytes, dataAt) => {
    const digitsAt = dataAt + before.length;
    const afterAt = digitsAt + DIGITS;
    if (before.compare(bytes, dataAt, digitsAt) !== 0) return -1;
    if (after.compare(bytes, afterAt, afterAt + after.length) !== 0) return -1;
    return readDigits(bytes, digitsAt, DIGITS);
  };
}

function readDigits(bytes: Buffer, at: number, digits: number): number {
  let number = 0;
  for (let i = at; i < at + digits; i++) number = number * 10 + bytes[i]! - 48;
  return number;
}
