import { NavLink, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PAGES } from "./pages.ts";

/** The pages by name. Each keeps the site that is looked at. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  return (
    <Stack gap={2}>
      {PAGES.map(({ to, label, icon: Icon }) => (
        <NavLink
          key={to}
          label={label}
          leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
          renderRoot={(props) => (
            <Link
              to={to}
              search={({ site }: { site?: string }) => ({ site })}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              activeProps={{ "data-active": true, "aria-current": "page" }}
              onClick={onNavigate}
              {...props}
            />
          )}
        />
      ))}
    </Stack>
  );
}
