export interface Standing {
  url: string;
  file: string;
  dataDir: string;
  adminKey: string;
  isAdminKeyNew: boolean;
}

/** What a person sees first: where it is, the key (once), and a command that works when pasted. */
export function banner({ url, file, dataDir, adminKey, isAdminKeyNew }: Standing): string {
  const key = isAdminKeyNew
    ? `  admin key  ${adminKey}\n             (shown this once; kept in ${dataDir}/admin-key)\n`
    : `  admin key  as before, in ${dataDir}/admin-key\n`;
  const shown = isAdminKeyNew ? adminKey : `$(cat ${dataDir}/admin-key)`;
  return `
  Tabellary is running

  url        ${url}
  api        ${url}/docs
  data       ${file}
${key}
  Try it:

    curl -s ${url}/v1/events -H "Authorization: Bearer ${shown}" \\
      -H 'Content-Type: application/json' -d '{"type":"user.created","data":{"id":"user_123"}}'

  Ctrl-C stops it.

`;
}
