import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useSite } from "../../../api/site.ts";
import { Empty } from "../../../parts/empty.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { PagePending } from "../../../parts/page-pending.tsx";
import { Frame } from "../frame.tsx";
import { BUILT_IN } from "./built-in.ts";
import { type Draft, newRule, type RuleGroup, toDraft } from "./group/draft.ts";
import { GroupEditor } from "./group/group-editor.tsx";
import { ruleGroupsQuery } from "./queries.ts";

/** A rule group to be edited, or a new one (`new`). */
export function RuleGroupPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { begin } = useSearch({ strict: false }) as { begin?: string };
  const { data, error } = useQuery(ruleGroupsQuery(useSite()));
  if (data !== undefined) return <OneGroup key={`${id} ${begin}`} id={id} begin={begin} groups={data.rule_groups} />;
  if (error === null) return <PagePending />;
  return (
    <Frame title="Rule group">
      <Failure error={error} title="The rules cannot be shown" />
    </Frame>
  );
}

interface OneGroupProps {
  id: string;
  begin: string | undefined;
  groups: readonly RuleGroup[];
}

/** What was opened stays open when somebody else deletes it: the person has written in it. */
function OneGroup({ id, begin, groups }: OneGroupProps) {
  const group = groups.find((one) => one.id === id) ?? null;
  const [opened, setOpened] = useState(group);
  if (opened === null && group !== null) setOpened(group);
  if (opened === null && id !== "new") {
    return (
      <Frame title="Rule group">
        <Empty title="There is no such group" text="It may have been deleted, or be another site's." />
      </Frame>
    );
  }
  return <GroupEditor opened={opened} group={group} groups={groups} begin={() => beginOf(opened, begin)} />;
}

function beginOf(group: RuleGroup | null, begin: string | undefined): Draft {
  if (group !== null) return toDraft(group);
  if (begin === "built-in") return toDraft({ ...BUILT_IN, name: "Rules" } as never);
  return { ...toDraft({}), rules: [newRule()] };
}
