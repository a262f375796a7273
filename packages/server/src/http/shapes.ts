/** Small words that the routes' schemas are made of. */
import { type Static, type TObject, type TProperties, type TSchema, type TStringOptions, Type } from "typebox";

/** An object that refuses every other field by name. */
export function strict<P extends TProperties>(properties: P, options: Record<string, unknown> = {}): TObject<P> {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

/** `null` stands for "not set". */
export function nullable<S extends TSchema>(schema: S) {
  const { type, enum: values, ...rest } = schema as S & { type: string; enum?: readonly unknown[] };
  const members = values === undefined ? {} : { enum: [...values, null] };
  return Type.Unsafe<Static<S> | null>({ ...rest, type: [type, "null"], ...members });
}

export function oneOf<const Values extends readonly string[]>(values: Values, description?: string) {
  return Type.Unsafe<Values[number]>({ type: "string", enum: values, ...(description && { description }) });
}

const NO_CONTROLS = "^[^\\u0000-\\u001f\\u007f]*$";
const NO_NUL = "^[^\\u0000]*$";

/** A name or a key: one line of text. PostgreSQL would not even keep a NUL. */
export function line(options: TStringOptions) {
  return Type.String({ pattern: NO_CONTROLS, ...options });
}

/** Text for people. */
export function prose(options: TStringOptions) {
  return Type.String({ pattern: NO_NUL, ...options });
}

/** What the two patterns ask for, in words. */
export const PATTERNS: ReadonlyMap<string, string> = new Map([
  [NO_CONTROLS, "must not have control characters in it"],
  [NO_NUL, "must not have a NUL in it"],
]);

/** A schema that is shown once, under its name, in the OpenAPI document. */
export function named(name: string): TSchema {
  return Type.Unsafe<unknown>({ $ref: `${name}#` });
}

export const Time = Type.String({ format: "date-time", description: "ISO 8601, UTC." });

/** `site_id`, which an admin key may name. */
export const siteParameter = {
  site_id: Type.Optional(
    Type.String({ maxLength: 64, description: "For an admin key: the site to act on. Left out, the site `default`." }),
  ),
};

export const SiteQuery = strict(siteParameter);
export const NoQuery = strict({});
export const IdParams = strict({ id: Type.String() });
export const Nothing = Type.Unsafe<void>({ type: "null", description: "No body." });
