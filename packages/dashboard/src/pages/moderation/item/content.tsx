import { Stack, Text } from "@mantine/core";
import type { Finding } from "./evidence.ts";
import { Highlighted } from "./highlighted.tsx";
import { Outside, Picture } from "./picture.tsx";

interface ContentProps {
  id: string;
  text: string | null;
  imageUrls: readonly string[];
  videoUrl: string | null;
  findings: readonly Finding[];
  isShown: boolean;
  onToggle: () => void;
}

/** What is to be judged: its text with what was found in it, its picture, and where its video is. */
export function Content({ id, text, imageUrls, videoUrl, findings, isShown, onToggle }: ContentProps) {
  return (
    <Stack gap="sm">
      {text !== null && <Highlighted text={text} findings={findings} />}
      {imageUrls.map((url, index) => (
        <Picture key={url} id={id} number={index + 1} url={url} isShown={isShown} onToggle={onToggle} />
      ))}
      {videoUrl !== null && (
        <Text size="sm" component="div">
          A video, which is not loaded here: <Outside url={videoUrl} />
        </Text>
      )}
    </Stack>
  );
}
