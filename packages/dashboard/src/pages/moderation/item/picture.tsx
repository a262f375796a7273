import { Anchor, Box, Button, Group, Stack, Text } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readProblem } from "../../../api/problem.ts";
import { useSite } from "../../../api/site.ts";
import classes from "./picture.module.css";

interface PictureProps {
  /** Of the item. */
  id: string;
  /** Which of its pictures, from 1 on. */
  number: number;
  /** Where it came from; it is told, and fetched by the hub alone. */
  url: string;
  isShown: boolean;
  onToggle: () => void;
}

/** A picture as the hub fetches it: blurred until somebody wants to see it. */
export function Picture({ id, number, url, isShown, onToggle }: PictureProps) {
  const source = addressOf(id, number, useSite());
  const [isMissing, setMissing] = useState(false);
  return (
    <Stack gap={6}>
      {isMissing ? (
        <Missing source={source} />
      ) : (
        <Box className={classes.frame}>
          <img
            className={classes.picture}
            data-blurred={!isShown || undefined}
            src={source}
            alt={isShown ? "What is to be judged" : "Blurred"}
            onError={() => setMissing(true)}
          />
          {!isShown && (
            <Button className={classes.show} variant="default" leftSection={<IconEye size={16} />} onClick={onToggle}>
              Show the picture
            </Button>
          )}
        </Box>
      )}
      <Group gap="xs">
        {isShown && !isMissing && (
          <Button size="compact-xs" variant="default" leftSection={<IconEyeOff size={14} />} onClick={onToggle}>
            Blur it again
          </Button>
        )}
        <Outside url={url} />
      </Group>
    </Stack>
  );
}

function addressOf(id: string, number: number, site: Record<string, string>): string {
  return `/v1/media/${encodeURIComponent(id)}/image?${new URLSearchParams({ ...site, number: String(number) })}`;
}

/** An image's own error says nothing of why: the hub is asked once more, for its words. */
function Missing({ source }: { source: string }) {
  const { data: reason } = useQuery({
    queryKey: ["picture", source],
    retry: false,
    queryFn: async ({ signal }) => {
      const answer = await fetch(source, { signal });
      return answer.ok ? "It could not be shown." : (await readProblem(answer)).message;
    },
  });
  return (
    <Text size="sm" className={classes.missing} role="status">
      There is no picture to see. {reason}
    </Text>
  );
}

/** Where something is, outside of the hub. It is opened by who wants to, and never loaded here. */
export function Outside({ url }: { url: string }) {
  return (
    <Anchor href={url} target="_blank" rel="noreferrer noopener" size="xs" style={{ overflowWrap: "anywhere" }}>
      {url}
    </Anchor>
  );
}
