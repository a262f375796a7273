/** Reads fields of a JSON object from somebody's hand; what is wrong is noted with its JSON pointer. */
import type { Fault } from "../../model/errors.ts";
import type { JsonObject } from "../../model/event-type.ts";
import { pointerStep } from "../../model/json-pointer.ts";

/** More help nobody. */
const FAULTS_MAX = 10;

export class Fields {
  readonly #object: JsonObject;
  readonly #path: string;
  readonly #faults: Fault[];

  private constructor(object: JsonObject, path: string, faults: Fault[]) {
    this.#object = object;
    this.#path = path;
    this.#faults = faults;
  }

  /** The object with none but these fields; undefined when it is none, which is noted. */
  static of(value: unknown, path: string, known: readonly string[], faults: Fault[]): Fields | undefined {
    if (!isObject(value)) {
      note(faults, path, `must be an object with fields out of: ${known.join(", ")}`);
      return undefined;
    }
    for (const name of Object.keys(value)) {
      if (!known.includes(name)) note(faults, path + pointerStep(name), "is not a known field");
    }
    return new Fields(value, path, faults);
  }

  /** The field's value as it was given. */
  value(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
  }

  blame(name: string, message: string): void {
    note(this.#faults, this.pointer(name), message);
  }

  pointer(name: string): string {
    return this.#path + pointerStep(name);
  }

  name(name: string, charsMax: number): string {
    const value = this.value(name);
    if (typeof value === "string" && value.trim() !== "" && isText(value, charsMax)) return value;
    this.blame(name, `must be a text of 1 to ${charsMax} characters`);
    return "";
  }

  /** Null where it is left out. */
  text(name: string, charsMax: number): string | null {
    const value = this.value(name) ?? null;
    if (value === null || (typeof value === "string" && isText(value, charsMax))) return value;
    this.blame(name, `must be a text of at most ${charsMax} characters, or null`);
    return null;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback;
    if (typeof value === "boolean") return value;
    this.blame(name, "must be true or false");
    return fallback;
  }

  wholeNumber(name: string, fallback: number, max: number): number {
    const value = this.value(name) ?? fallback;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max) return value;
    this.blame(name, `must be a whole number from 0 to ${max}`);
    return fallback;
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[], fallback?: Choice): Choice {
    const value = this.value(name) ?? fallback;
    const choice = choices.find((one) => one === value);
    if (choice === undefined) this.blame(name, `must be one of: ${choices.join(", ")}`);
    return choice ?? choices[0]!;
  }

  /** Null where it is left out. */
  choiceOrNull<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    return (this.value(name) ?? null) === null ? null : this.choice(name, choices);
  }

  /** Empty where it is left out, or wrong. */
  list(name: string, lengthMax: number): readonly unknown[] {
    const value = this.value(name) ?? [];
    if (Array.isArray(value) && value.length <= lengthMax) return value;
    this.blame(name, `must be a list of at most ${lengthMax}`);
    return [];
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: string, charsMax: number): boolean {
  return value.length <= charsMax && value.isWellFormed();
}

export function note(faults: Fault[], path: string, message: string): void {
  if (faults.length < FAULTS_MAX) faults.push({ path, message });
}
