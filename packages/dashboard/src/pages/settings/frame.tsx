import { useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { sessionQuery } from "../../api/session.ts";
import { PageTitle } from "../../parts/page-title.tsx";
import { SectionLinks } from "../../parts/section-links.tsx";
import { sectionsFor } from "./sections.ts";

interface FrameProps {
  title: string;
  text?: ReactNode;
  /** At the right of the title: what can be done. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of settings, with the links to its sisters. */
export function Frame({ title, text, actions, children }: FrameProps) {
  const { data: session } = useSuspenseQuery(sessionQuery);
  return (
    <>
      <SectionLinks label="Settings" sections={sectionsFor(session?.kind ?? "site")} />
      <PageTitle title={title} text={text}>
        {actions}
      </PageTitle>
      {children}
    </>
  );
}
