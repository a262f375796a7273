import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, body } from "../../api/client.ts";
import { ProblemError, sentenceOf } from "../../api/problem.ts";
import { sessionQuery } from "../../api/session.ts";
import { Logo } from "../../shell/logo.tsx";

/** A key becomes a session: the page itself never keeps the key. */
export function SignIn() {
  useDocumentTitle("Sign in · Tabellary");
  const [key, setKey] = useState("");
  const { next } = useSearch({ from: "/sign-in" });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signIn = useMutation({
    mutationFn: (secret: string) => body(api.POST("/v1/session", { body: { key: secret } })),
    onSuccess: async (session) => {
      // What another key has seen.
      queries.removeQueries();
      queries.setQueryData(sessionQuery.queryKey, session);
      await navigate({ href: next?.startsWith("/") && !next.startsWith("//") ? next : "/" });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    signIn.mutate(key.trim());
  }

  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" w="100%" maw={420} component="form" onSubmit={submit}>
        <Stack>
          <Logo />
          <Title order={1} size="h3">
            Sign in to Tabellary
          </Title>
          <PasswordInput
            label="Key"
            description="The administrator's key, or a site's API key"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            error={signIn.error === null ? undefined : reason(signIn.error)}
            autoComplete="current-password"
            autoFocus
            required
            withAsterisk={false}
          />
          <Button type="submit" loading={signIn.isPending} disabled={key.trim() === ""}>
            Sign in
          </Button>
          <Text size="xs" c="dimmed">
            The administrator's key was printed when this hub was first started, and is kept in the file{" "}
            <code>admin-key</code> in its data folder, or was given as <code>TABELLARY_ADMIN_KEY</code>.
          </Text>
        </Stack>
      </Paper>
    </Center>
  );
}

function reason(error: Error): string {
  return error instanceof ProblemError && error.status === 401 ? "The hub does not know this key." : sentenceOf(error);
}
