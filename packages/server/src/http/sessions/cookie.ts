/** Cookies as RFC 6265 writes them; those that are set here are for the hub's own page alone. */
export interface Cookie {
  name: string;
  value: string;
  /** Zero takes it away. */
  maxAgeSeconds: number;
  isSecure: boolean;
}

/** `HttpOnly`: no script reads it. `SameSite=Strict`: no other site has it sent. */
export function formatCookie({ name, value, maxAgeSeconds, isSecure }: Cookie): string {
  const secure = isSecure ? "; Secure" : "";
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}

/** Of a name that comes twice the first counts: browsers send the more exact path first (RFC 6265, 5.4). */
export function readCookies(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(";")) {
    const mark = pair.indexOf("=");
    if (mark === -1) continue;
    const name = pair.slice(0, mark).trim();
    if (!cookies.has(name)) cookies.set(name, pair.slice(mark + 1).trim());
  }
  return cookies;
}
