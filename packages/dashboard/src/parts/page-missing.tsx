import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Empty } from "./empty.tsx";

export function PageMissing() {
  return (
    <Empty title="There is no such page">
      <Anchor renderRoot={(props) => <Link to="/" {...props} />}>Go to the overview</Anchor>
    </Empty>
  );
}
