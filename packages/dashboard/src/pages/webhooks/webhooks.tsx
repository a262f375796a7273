import { PageTitle } from "../../parts/page-title.tsx";

export function Webhooks() {
  return <PageTitle title="Webhooks" />;
}
