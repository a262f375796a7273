import { PageTitle } from "../../parts/page-title.tsx";

export function Events() {
  return <PageTitle title="Events" />;
}
