import type { Answer } from "./api.ts";
import { eventually } from "./eventually.ts";
import type { Site } from "./site.ts";

type Body = Answer["body"];

/** A source of the site's, by the API as a script would use it. */
export class Source {
  readonly id: string;
  readonly site: Site;
  /** Where the platform sends. */
  url: string;

  private constructor(site: Site, { id, ingress_url }: Body) {
    this.site = site;
    this.id = id;
    this.url = ingress_url;
  }

  static async open(site: Site, wishes: object): Promise<Source> {
    return new Source(site, await site.api.expect(201, site.api.post("/v1/sources", wishes)));
  }

  get(): Promise<Body> {
    return this.site.api.expect(200, this.site.api.get(`/v1/sources/${this.id}`));
  }

  change(wishes: object): Promise<Body> {
    return this.site.api.expect(200, this.site.api.patch(`/v1/sources/${this.id}`, wishes));
  }

  post(path: string, body?: object): Promise<Answer> {
    return this.site.api.post(`/v1/sources/${this.id}/${path}`, body);
  }

  /** The answer of a call that succeeds. */
  async do(path: string, body?: object): Promise<Body> {
    const answer = await this.post(path, body);
    if (answer.status >= 300) throw new Error(`${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Newest first. */
  async messages(query = "limit=100"): Promise<Body[]> {
    const { api } = this.site;
    const page = await api.expect(200, api.get(`/v1/sources/${this.id}/messages?${query}`));
    return page.messages;
  }

  /** The newest that are there, once there are so many. What was rejected is written after its answer. */
  untilMessages(count: number, query?: string): Promise<Body[]> {
    return eventually(
      () => this.messages(query),
      (messages) => messages.length >= count,
      { what: `${count} messages` },
    );
  }

  message(id: string): Promise<Body> {
    return this.site.api.expect(200, this.site.api.get(`/v1/sources/${this.id}/messages/${id}`));
  }

  async registrations(): Promise<Body[]> {
    const { api } = this.site;
    const page = await api.expect(200, api.get(`/v1/sources/${this.id}/registrations`));
    return page.registrations;
  }

  /** Has the platform send here, by its API. */
  async register(options: object = {}): Promise<Body> {
    const { api } = this.site;
    const { registration } = await api.expect(201, api.post(`/v1/sources/${this.id}/registrations`, { options }));
    return registration;
  }

  async endRegistration(id: string): Promise<void> {
    const { api } = this.site;
    const query = `registration_id=${encodeURIComponent(id)}`;
    await api.expect(204, api.delete(`/v1/sources/${this.id}/registrations?${query}`));
  }
}
