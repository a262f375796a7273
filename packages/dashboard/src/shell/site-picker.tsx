import { Select } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { sessionQuery } from "../api/session.ts";
import { useSite } from "../api/site.ts";
import { sitesQuery } from "../api/sites.ts";

/** With more sites one is looked for by its name, among so many at a time. */
const SEEN_MAX = 8;
const OFFERED_MAX = 100;
/** An id in a path, and what comes after it. */
const RECORD = /\/[a-z]+_[0-9a-z]{13}.*$/;

/** The site that every page is about: an administrator chooses, a site's key has its own. */
export function SitePicker() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { site_id } = useSite();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const isAdmin = session?.kind === "admin";
  const { data } = useQuery({ ...sitesQuery, enabled: isAdmin });
  const own = session?.site ?? null;
  const sites = isAdmin ? (data ?? []) : own === null ? [] : [own];
  const chosen = isAdmin ? (site_id ?? sites.find(({ name }) => name === "default")?.id) : own?.id;
  return (
    <Select
      aria-label="Site"
      size="xs"
      w={{ base: 130, sm: 200 }}
      data={sites.map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen ?? null}
      allowDeselect={false}
      searchable={sites.length > SEEN_MAX}
      limit={OFFERED_MAX}
      disabled={!isAdmin}
      onChange={(site) => site !== null && navigate({ to: elsewhere(pathname), search: { site } })}
    />
  );
}

/** A record is one site's: of another the list that it stands in is shown. */
function elsewhere(pathname: string): string {
  return pathname.replace(RECORD, "");
}
