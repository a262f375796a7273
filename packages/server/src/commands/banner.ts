export interface Standing {
  url: string;
  file: string;
  adminKey: string;
  isAdminKeyNew: boolean;
}

/** What a person sees first: where it is, the key (once), and a command that works when pasted. */
export function banner({ url, file, adminKey, isAdminKeyNew }: Standing): string {
  const key = isAdminKeyNew
    ? `  admin key  ${adminKey}\n             (shown this once; kept in the data folder as admin-key)\n`
    : "  admin key  as before\n";
  const shown = isAdminKeyNew ? adminKey : "$(cat data/admin-key)";
  return `
  Tabellary is running

  url        ${url}
  api        ${url}/docs
  data       ${file}
${key}
  Try it:

    curl -s ${url}/v1/events -H 'Authorization: Bearer ${shown}' \\
      -H 'Content-Type: application/json' -d '{"type":"user.created","data":{"id":"user_123"}}'

  Ctrl-C stops it.

`;
}
