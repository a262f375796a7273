/** A tenant: an app or website. Owns webhooks, event types, keys and events. */
export interface Site {
  /** Small number for the store's keys. */
  no: number;
  id: bigint;
  name: string;
  description: string | null;
  /** The contract that webhooks take when they name none. */
  contract: string;
  /** The hub's own site: its webhooks hear of failing webhooks and exhausted deliveries. */
  isOperator: boolean;
  createdAt: number;
}

export const DEFAULT_SITE_NAME = "default";
export const OPERATOR_SITE_NAME = "operator";
export const DEFAULT_CONTRACT = "generic";
