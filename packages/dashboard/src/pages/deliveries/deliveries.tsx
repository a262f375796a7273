import { PageTitle } from "../../parts/page-title.tsx";

export function Deliveries() {
  return <PageTitle title="Deliveries" />;
}
