import { PageTitle } from "../../parts/page-title.tsx";

export function Moderation() {
  return <PageTitle title="Moderation" />;
}
