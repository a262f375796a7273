import { Anchor, Box, Button, Group, Stack, Text } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useState } from "react";
import { useSite } from "../../../api/site.ts";
import classes from "./picture.module.css";

interface PictureProps {
  /** Of the item. */
  id: string;
  /** Where it came from; it is told, and fetched by the hub alone. */
  url: string;
  isShown: boolean;
  onToggle: () => void;
}

/** A picture as the hub fetches it: blurred until somebody wants to see it. */
export function Picture({ id, url, isShown, onToggle }: PictureProps) {
  const { site_id } = useSite();
  const [isMissing, setMissing] = useState(false);
  const source = `/v1/media/${encodeURIComponent(id)}/image${site_id === undefined ? "" : `?site_id=${site_id}`}`;
  return (
    <Stack gap={6}>
      {isMissing ? (
        <Text size="sm" className={classes.missing}>
          The picture could not be fetched. It may be gone from where it was.
        </Text>
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

/** Where something is, outside of the hub. It is opened by who wants to, and never loaded here. */
export function Outside({ url }: { url: string }) {
  return (
    <Anchor href={url} target="_blank" rel="noreferrer noopener" size="xs" style={{ overflowWrap: "anywhere" }}>
      {url}
    </Anchor>
  );
}
