/** Which page shows what has an id of that kind. */
const PAGES: Readonly<Record<string, string>> = {
  evt: "/events",
  del: "/deliveries",
  hook: "/webhooks",
  src: "/sources",
  media: "/moderation/items",
};

const ID = /^([a-z]+)_[0-9a-z]{13}$/;

/** The page of what has that id; undefined when it is no id, or of something that has no page. */
export function pageOfId(id: string): string | undefined {
  const kind = ID.exec(id)?.[1];
  const folder = kind === undefined ? undefined : PAGES[kind];
  return folder === undefined ? undefined : `${folder}/${id}`;
}
