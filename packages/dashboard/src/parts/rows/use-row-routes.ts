import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useSite } from "../../api/site.ts";
import type { RowRoutes } from "./row-link.tsx";

/** Links of rows keep the site that is looked at. */
export function useRowRoutes(): RowRoutes {
  const navigate = useNavigate();
  const { site_id } = useSite();
  return useMemo(
    () => ({
      hrefOf: (to) => (site_id === undefined ? to : `${to}?${new URLSearchParams({ site: site_id })}`),
      go: (to) => void navigate({ to, search: site_id === undefined ? {} : { site: site_id } } as never),
    }),
    [navigate, site_id],
  );
}
