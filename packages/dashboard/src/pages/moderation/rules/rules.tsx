import { Button, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { Frame } from "../frame.tsx";
import { BUILT_IN } from "./built-in.ts";
import { GroupCard } from "./group-card.tsx";
import { ruleGroupsQuery } from "./queries.ts";
import { RuleLine } from "./rule-line.tsx";

/** What findings lead to which decision: a site's rule groups, in the order in which they are asked. */
export function Rules() {
  const { data, error } = useQuery(ruleGroupsQuery(useSite()));
  const groups = data?.rule_groups;
  return (
    <Frame
      title="Rules"
      text="Evaluators say what they find; rules say what follows. Groups are asked one after the other."
      actions={
        <Button
          size="sm"
          leftSection={<IconPlus size={16} />}
          renderRoot={(props) => (
            <Link to="/moderation/rules/$id" params={{ id: "new" }} search={keepSite()} {...props} />
          )}
        >
          New group
        </Button>
      }
    >
      {error !== null && <Failure error={error} title="The rules cannot be shown" />}
      {data === undefined && error === null && <Skeleton h={260} />}
      {groups !== undefined && (
        <Stack gap="md">
          {groups.map((group) => (
            <GroupCard key={group.id} group={group} />
          ))}
          {!groups.some(({ active }) => active) && <BuiltIn hasGroups={groups.length > 0} />}
        </Stack>
      )}
    </Frame>
  );
}

function BuiltIn({ hasGroups }: { hasGroups: boolean }) {
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h4">
          The built-in group decides
        </Title>
        <Text size="sm">
          {hasGroups ? "No group of this site is switched on" : "This site has no rules of its own"}, so what every hub
          has is asked. Begin from it, and try what you change on past items before it decides anything.
        </Text>
        <Stack gap={0}>
          {BUILT_IN.rules.map((rule) => (
            <RuleLine key={rule.name} rule={rule} />
          ))}
        </Stack>
        <Text size="sm">When none is hit: approve.</Text>
        <Button
          variant="default"
          size="sm"
          style={{ alignSelf: "flex-start" }}
          renderRoot={(props) => (
            <Link
              to="/moderation/rules/$id"
              params={{ id: "new" }}
              search={keepSite({ begin: "built-in" })}
              {...props}
            />
          )}
        >
          Begin from the built-in rules
        </Button>
      </Stack>
    </Paper>
  );
}
