/** One site of a hub and its key: the calls that a test makes again and again. */
import type { Answer, Api } from "./api.ts";
import { eventually } from "./eventually.ts";

type Body = Answer["body"];

const TRIES_MAX = 3;
const hasEnded = ({ status }: Body) => ["success", "failed", "cancelled"].includes(status);

export class Site {
  readonly id: string;
  readonly api: Api;

  private constructor(id: string, api: Api) {
    this.id = id;
    this.api = api;
  }

  static async open(admin: Api, contract: string, name: string = contract): Promise<Site> {
    const { id } = await admin.expect(201, admin.post("/v1/sites", { name, contract }));
    return Site.of(admin, id);
  }

  /** A site that is there, by a key of its own. */
  static async of(admin: Api, id: string, keyName = "test"): Promise<Site> {
    const { token } = await admin.expect(201, admin.post("/v1/keys", { name: keyName, site_id: id }));
    return new Site(id, admin.as(token));
  }

  subscribe(wishes: { url: string; events: readonly string[]; [name: string]: unknown }): Promise<Body> {
    return this.api.expect(201, this.api.post("/v1/webhooks", wishes));
  }

  change(webhookId: string, wishes: object): Promise<Body> {
    return this.api.expect(200, this.api.patch(`/v1/webhooks/${webhookId}`, wishes));
  }

  webhook(id: string): Promise<Body> {
    return this.api.expect(200, this.api.get(`/v1/webhooks/${id}`));
  }

  /** The one that signs. */
  async secretOf(webhookId: string): Promise<string> {
    const { secret } = await this.api.expect(200, this.api.get(`/v1/webhooks/${webhookId}/secret`));
    return secret;
  }

  send(type: string, data: object): Promise<Body> {
    return this.api.expect(202, this.api.post("/v1/events", { type, data }));
  }

  /** `test.webhook`: the ids of its event and delivery. */
  test(webhookId: string): Promise<{ event_id: string; delivery_id: string }> {
    return this.api.expect(202, this.api.post(`/v1/webhooks/${webhookId}/test`));
  }

  retry(deliveryId: string): Promise<Body> {
    return this.api.expect(202, this.api.post(`/v1/deliveries/${deliveryId}/retry`));
  }

  event(id: string): Promise<Body> {
    return this.api.expect(200, this.api.get(`/v1/events/${id}`));
  }

  /** The id of the delivery of an event that is owed to one webhook. */
  async deliveryIdOf(eventId: string): Promise<string> {
    const { deliveries } = await this.event(eventId);
    if (deliveries.length !== 1) throw new Error(`expected one delivery, got ${JSON.stringify(deliveries)}`);
    return deliveries[0].id;
  }

  /** The rows of `GET /v1/webhooks/{id}/deliveries`, newest first. */
  async deliveriesOf(webhookId: string): Promise<Body[]> {
    const page = await this.api.expect(200, this.api.get(`/v1/webhooks/${webhookId}/deliveries?limit=100`));
    return page.deliveries;
  }

  delivery(id: string): Promise<Body> {
    return this.api.expect(200, this.api.get(`/v1/deliveries/${id}`));
  }

  /** The delivery once it is of that status and so many attempts are recorded. Throws at once when it ended otherwise. */
  async untilDelivery(id: string, status: string, attempts?: number): Promise<Body> {
    const isThere = (delivery: Body) =>
      delivery.status === status && (attempts === undefined || delivery.attempts === attempts);
    const delivery = await eventually(
      () => this.delivery(id),
      (now) => isThere(now) || (hasEnded(now) && now.status !== status),
      { what: `${id} to be ${status}` },
    );
    if (isThere(delivery)) return delivery;
    throw new Error(`expected ${id} to be ${status}, but it ended as ${JSON.stringify(delivery)}`);
  }

  /**
   * An event that is answered shortly before its time limit: the delivery when it has ended. A busy machine may be too
   * late with an answer; then another event is sent.
   */
  async deliverInTime(type: string, data: object): Promise<Body> {
    for (let tries = 1; ; tries += 1) {
      const event = await this.send(type, data);
      const id = await this.deliveryIdOf(event.id);
      const delivery = await eventually(() => this.delivery(id), hasEnded, { what: `${id} to end` });
      if ((delivery.status === "success" && delivery.attempts === 1) || tries === TRIES_MAX) return delivery;
    }
  }

  /** Every delivery has ended, and how it ended is on record. */
  async untilNothingIsOwed(): Promise<void> {
    await eventually(
      () => this.api.expect(200, this.api.get("/v1/deliveries?status=pending&limit=1")),
      ({ deliveries }) => deliveries.length === 0,
      { what: "nothing to be owed" },
    );
  }

  /** Sends an event that one webhook takes, and waits until its delivery has ended so. */
  async deliver(type: string, data: object, status = "success"): Promise<Body> {
    const event = await this.send(type, data);
    return this.untilDelivery(await this.deliveryIdOf(event.id), status);
  }
}
