import { useSuspenseQuery } from "@tanstack/react-query";
import { sessionQuery } from "../../api/session.ts";
import { type FrameProps, SectionPage } from "../../parts/section-page.tsx";
import { sectionsFor } from "./sections.ts";

/** A page of settings, with the links to its sisters. */
export function Frame(props: FrameProps) {
  const { data: session } = useSuspenseQuery(sessionQuery);
  return <SectionPage label="Settings" sections={sectionsFor(session?.kind ?? "site")} {...props} />;
}
