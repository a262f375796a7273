const PRIVATE = [
  /^localhost$|\.localhost$|\.local$|\.internal$/,
  /^127\.|^10\.|^192\.168\.|^169\.254\.|^0\.0\.0\.0$/,
  /^172\.(?:1[6-9]|2\d|3[01])\./,
  /^\[(?:::1?|f[cd].*|fe80:.*)\]$/,
];

/** Whether strangers on the internet could find that address at all. */
export function isReachable(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname.includes(".") || hostname.startsWith("[") ? !PRIVATE.some((form) => form.test(hostname)) : false;
}
