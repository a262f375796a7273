import { PageTitle } from "../../parts/page-title.tsx";

export function Sources() {
  return <PageTitle title="Sources" />;
}
