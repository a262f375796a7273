import { PageTitle } from "../../parts/page-title.tsx";

export function Settings() {
  return <PageTitle title="Settings" />;
}
