/** For a link: the site that is looked at goes along, and what else is given. */
export function keepSite(more: Record<string, string | undefined> = {}) {
  return ({ site }: { site?: string | undefined }) => ({ ...(site !== undefined && { site }), ...more }) as never;
}
