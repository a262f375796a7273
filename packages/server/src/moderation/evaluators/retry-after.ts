const SECONDS = /^\d{1,9}$/;

/** Retry-After is seconds or an HTTP date (RFC 9110 section 10.2.3); null for anything else. */
export function retryAfterMsOf(header: string | null | undefined, nowMs: number): number | null {
  if (header === null || header === undefined) return null;
  const text = header.trim();
  if (SECONDS.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
