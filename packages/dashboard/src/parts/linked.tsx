import { Anchor } from "@mantine/core";

const ADDRESS = /(https?:\/\/[^\s,)]+[^\s,).:;])/;
/** Something is still to be put in. */
const HAS_HOLES = /[<>{}…]/;

/** A sentence whose addresses can be followed. */
export function Linked({ text }: { text: string }) {
  return text.split(ADDRESS).map((part, index) => {
    if (!ADDRESS.test(part) || HAS_HOLES.test(part)) return part;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text do not move
      <Anchor key={index} href={part} target="_blank" rel="noreferrer noopener" inherit underline="always">
        {part}
      </Anchor>
    );
  });
}
