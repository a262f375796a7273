/** One page of a list, as far as all lists are alike. */
interface Paged {
  next_cursor: string | null;
}

/** For the query of a request: where the page begins. */
export interface PageStart {
  limit: number;
  cursor?: string;
}

/** What a page of the API holds at most. */
const LIMIT = 200;
/** So many pages of a list are read for what shows all of it at once; what is older is not among them. */
const PAGES_MAX = 10;

/** The pages of a list, newest first: at least one. */
export async function readPages<Page extends Paged>(
  read: (start: PageStart) => Promise<Page>,
  pagesMax = PAGES_MAX,
): Promise<[Page, ...Page[]]> {
  const pages: [Page, ...Page[]] = [await read({ limit: LIMIT })];
  for (let { next_cursor: cursor } = pages[0]; cursor !== null && pages.length < pagesMax; ) {
    const page = await read({ limit: LIMIT, cursor });
    pages.push(page);
    cursor = page.next_cursor;
  }
  return pages;
}
