import { OPERATOR_EVENT_TYPES, TEST_EVENT_TYPE } from "../../model/event-type.ts";

/** A row is read as a whole: more than any hub takes (TABELLARY_MAX_PAYLOAD_BYTES), with its white space. */
const DATA_BYTES_MAX = 16 * 1024 * 1024 + 64 * 1024;

const RESERVED = [TEST_EVENT_TYPE, ...OPERATOR_EVENT_TYPES].map((type) => `'${type}'`).join(", ");

const KEYS = `idempotency_key text DEFAULT NULL, ordering_key text DEFAULT NULL, external_id text DEFAULT NULL`;

/** The forms of `emit`: by what `data` is given as. A literal in quotes is taken as text. */
export const EMIT_SIGNATURES = ["json", "jsonb", "text"].map((type) => `emit(text, text, ${type}, text, text, text)`);

/**
 * The SQL of `emit`, to be run with the schema in the search path. It leaves a row in the outbox, in the transaction
 * that it is called in, and wakes the nodes when that is committed. It runs with the rights of its owner, so its caller
 * needs none on any table; hence the fixed search path. What is wrong is said at once (22023,
 * invalid_parameter_value), as far as it can be known without a hub: numbers and depth of `data`, its size and its
 * schema are looked at when a node takes the row.
 *
 * The text of `data` is kept as it is, for the hub to make canonical: `jsonb` would give its names another order.
 */
export function emitFunction(schema: string, channel: string): string {
  return `
CREATE OR REPLACE FUNCTION emit_refuse(argument text, what text, way text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('emit: %s %s', argument, what), HINT = way;
END $$;

CREATE OR REPLACE FUNCTION emit_site(wanted text) RETURNS int
LANGUAGE plpgsql STABLE SET search_path = ${schema}, pg_temp AS $$
DECLARE
  wanted_id bigint := 0;
  site_no int;
  is_operator boolean;
BEGIN
  IF wanted IS NULL THEN
    PERFORM emit_refuse('site', 'is null', 'Name a site by its name or its id.');
  END IF;
  IF wanted ~ '^site_[0-7][0-9a-hjkmnp-tv-z]{12}$' THEN
    FOR i IN 6..18 LOOP
      wanted_id := (wanted_id << 5) | (strpos('0123456789abcdefghjkmnpqrstvwxyz', substr(wanted, i, 1)) - 1);
    END LOOP;
    SELECT s.no, s.is_operator INTO site_no, is_operator FROM site s WHERE s.id = wanted_id AND s.deleted IS NULL;
  END IF;
  IF site_no IS NULL THEN
    SELECT s.no, s.is_operator INTO site_no, is_operator FROM site s WHERE s.name = wanted AND s.deleted IS NULL;
  END IF;
  IF site_no IS NULL THEN
    PERFORM emit_refuse('site', format('%L does not exist', wanted),
      'Name a site by its name or its id (site_ and 13 characters), as GET /v1/sites lists them.');
  END IF;
  IF is_operator THEN
    PERFORM emit_refuse('site', format('%L is the operator''s, whose events come from the hub alone', wanted),
      'Emit to a site of your own.');
  END IF;
  RETURN site_no;
END $$;

CREATE OR REPLACE FUNCTION emit(site text, type text, data json, ${KEYS}) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = ${schema}, pg_temp AS $$
DECLARE
  site_no int := emit_site(emit.site);
  row_no bigint;
BEGIN
  IF emit.type IS NULL OR emit.type !~ '^[A-Za-z0-9._-]{1,128}$' OR emit.type ~ '(^\\.)|(\\.$)|(\\.\\.)' THEN
    PERFORM emit_refuse('type', coalesce(quote_literal(emit.type) || ' is no event type', 'is null'),
      'An event type is 1 to 128 of A-Z, a-z, 0-9, dot, hyphen, underscore, such as order.paid; no dot is first, last, or beside another.');
  END IF;
  IF emit.type IN (${RESERVED}) THEN
    PERFORM emit_refuse('type', format('%L is reserved', emit.type), 'Only Tabellary itself sends it.');
  END IF;
  IF emit.data IS NULL OR json_typeof(emit.data) <> 'object' THEN
    PERFORM emit_refuse('data', coalesce('is a JSON ' || json_typeof(emit.data), 'is null'),
      'Give a JSON object, such as {"id": 1}.');
  END IF;
  IF octet_length(emit.data::text) > ${DATA_BYTES_MAX} THEN
    PERFORM emit_refuse('data', format('has %s bytes', octet_length(emit.data::text)),
      'At most ${DATA_BYTES_MAX} are taken, and by most hubs less (TABELLARY_MAX_PAYLOAD_BYTES).');
  END IF;
  IF emit.idempotency_key !~ '^[!-~]{1,255}$' THEN
    PERFORM emit_refuse('idempotency_key', format('%L is none', left(emit.idempotency_key, 300)),
      'Give 1 to 255 visible ASCII characters, or null.');
  END IF;
  IF char_length(emit.ordering_key) NOT BETWEEN 1 AND 255 THEN
    PERFORM emit_refuse('ordering_key', format('has %s characters', char_length(emit.ordering_key)),
      'Give 1 to 255 characters, or null.');
  END IF;
  IF char_length(emit.external_id) NOT BETWEEN 1 AND 255 THEN
    PERFORM emit_refuse('external_id', format('has %s characters', char_length(emit.external_id)),
      'Give 1 to 255 characters, or null.');
  END IF;
  INSERT INTO outbox (site_no, type, data, idempotency_key, ordering_key, external_id, emitted)
  VALUES (site_no, emit.type, emit.data::text, emit.idempotency_key, emit.ordering_key, emit.external_id,
    (extract(epoch FROM now()) * 1000)::bigint)
  RETURNING no INTO row_no;
  PERFORM pg_notify('${channel}', '');
  RETURN row_no;
END $$;

CREATE OR REPLACE FUNCTION emit(site text, type text, data jsonb, ${KEYS}) RETURNS bigint
LANGUAGE sql VOLATILE SET search_path = ${schema}, pg_temp AS $$
  SELECT emit(site, type, data::json, idempotency_key, ordering_key, external_id)
$$;

CREATE OR REPLACE FUNCTION emit(site text, type text, data text, ${KEYS}) RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = ${schema}, pg_temp AS $$
DECLARE
  parsed json;
BEGIN
  BEGIN
    parsed := emit.data::json;
  EXCEPTION WHEN data_exception THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'emit: data is not JSON: ' || SQLERRM,
      HINT = 'Give a JSON object, such as {"id": 1}.';
  END;
  RETURN emit(emit.site, emit.type, parsed, emit.idempotency_key, emit.ordering_key, emit.external_id);
END $$;
`;
}
