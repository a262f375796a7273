import { AppShell, Burger, Group, ScrollArea, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { sessionQuery } from "../api/session.ts";
import { Account } from "./account.tsx";
import { ColourScheme } from "./colour-scheme.tsx";
import { Logo } from "./logo.tsx";
import { Navigation } from "./navigation.tsx";
import classes from "./shell.module.css";
import { SitePicker } from "./site-picker.tsx";

/** What stands around every page once somebody has signed in. */
export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const router = useRouter();
  // The session is over: the way here is gone again, which leads by the sign-in page.
  useEffect(() => {
    if (session === null) void router.invalidate();
  }, [session, router]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <a className={classes.skip} href="#main">
        Skip to the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
            <UnstyledButton
              aria-label="Tabellary"
              renderRoot={(props) => <Link to="/" search={({ site }) => ({ site })} {...props} />}
            >
              <Group gap={8} wrap="nowrap">
                <Logo />
                <Text fw={650} visibleFrom="xs">
                  Tabellary
                </Text>
              </Group>
            </UnstyledButton>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SitePicker />
            <ColourScheme />
            <Account />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages">
        <ScrollArea>
          <Navigation onNavigate={close} />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
