/** Which page shows what has an id of that kind. */
const PAGES: Readonly<Record<string, string>> = {
  evt: "/events",
  del: "/deliveries",
  hook: "/webhooks",
  src: "/sources",
  media: "/moderation/items",
};

const ID = /^([a-z]+)_[0-9a-z]{13}$/;

/** Whether it is written as ids are. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** The page of what has that id; undefined when it is no id, or of something that has no page. */
export function pageOfId(id: string): string | undefined {
  const kind = ID.exec(id)?.[1];
  const folder = kind === undefined ? undefined : PAGES[kind];
  return folder === undefined ? undefined : `${folder}/${id}`;
}

/** What the hub says of an id (`GET /v1/find`). */
export interface Found {
  id: string;
  exists: boolean;
  /** Of a message its source's id, of a job its item's. */
  within: string | null;
}

/** The page of what was found; what has none by itself is shown where it lies. Undefined where there is no such thing. */
export function pageOfFound({ id, exists, within }: Found): string | undefined {
  if (!exists) return undefined;
  const around = within === null ? undefined : pageOfId(within);
  const isMessage = around !== undefined && id.startsWith("msg_");
  return isMessage ? `${around}/messages/${id}` : (pageOfId(id) ?? around);
}
