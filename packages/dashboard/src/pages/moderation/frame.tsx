import type { ReactNode } from "react";
import { PageTitle } from "../../parts/page-title.tsx";
import { SectionLinks } from "../../parts/section-links.tsx";
import { SECTIONS } from "./sections.ts";

interface FrameProps {
  title: string;
  text?: ReactNode;
  /** At the right of the title: what can be done. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of moderation, with the links to its sisters. */
export function Frame({ title, text, actions, children }: FrameProps) {
  return (
    <>
      <SectionLinks label="Moderation" sections={SECTIONS} />
      <PageTitle title={title} text={text}>
        {actions}
      </PageTitle>
      {children}
    </>
  );
}
