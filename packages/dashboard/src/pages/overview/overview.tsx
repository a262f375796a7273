import { PageTitle } from "../../parts/page-title.tsx";

export function Overview() {
  return <PageTitle title="Overview" />;
}
