import { Code, Stack, Tabs, Text } from "@mantine/core";
import type { Webhook } from "../../../api/webhooks.ts";
import { CodeBlock } from "../../../parts/code-block.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { useFilters } from "../../../parts/filters/use-filters.ts";
import type { Snippet } from "../../../snippets/snippet.ts";
import { snippetsFor } from "../../../snippets/snippets.ts";
import { chooseContract } from "../contract/sample-request.ts";

/** A receiver for exactly this webhook, in the language of who builds it, and what sends it a signed sample. */
export function SetUp({ webhook: { url, contract, custom_contract } }: { webhook: Webhook }) {
  const { values, set } = useFilters();
  const choice = chooseContract(contract, custom_contract);
  if ("fault" in choice) return <Failure error={new Error(choice.fault)} />;
  const snippets = snippetsFor({ ...choice, url });
  const named = snippets.findIndex(({ language }) => language === values.language);
  return (
    <Stack>
      <Text size="sm" maw={760}>
        Each is a whole program for this webhook's contract: it verifies the raw bytes, answers first, and works
        afterwards. The secret comes from the environment.
        {choice.contract.signature.kind === "standard" &&
          " They are for a whsec_ secret; of a whsk_ key (Ed25519) our library takes the public half, whpk_…"}
      </Text>
      <Tabs
        value={placeName(Math.max(0, named))}
        keepMounted={false}
        variant="pills"
        onChange={(name) => set({ language: snippets.find((_, place) => placeName(place) === name)?.language })}
      >
        <Tabs.List mb="md">
          {snippets.map(({ language }, place) => (
            <Tabs.Tab key={language} value={placeName(place)}>
              {language}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {snippets.map((snippet, place) => (
          <Tabs.Panel key={snippet.language} value={placeName(place)}>
            <Program snippet={snippet} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}

/** A part of ids, which take no spaces: languages have some. */
function placeName(place: number): string {
  return `program-${place}`;
}

function Program({ snippet: { file, run, code } }: { snippet: Snippet }) {
  return (
    <Stack gap="sm">
      <CodeBlock what={file} value={code} mah={560} />
      <Text size="sm">
        Save it as <Code>{file}</Code> and run it with the webhook's secret:
      </Text>
      <CodeBlock what="Command" value={run} />
    </Stack>
  );
}
