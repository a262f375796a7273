/** The customers of the demo. Each checks what it gets with the code of its own seed page. */
import express, { type Express } from "express";
import { serve } from "../harness/serve.ts";
import { genericExpressApp, genericRawApp } from "../seeds/generic.ts";
import { omniFenceApp } from "../seeds/omnifence.ts";
import { pixelPatrolApp } from "../seeds/pixelpatrol.ts";

export interface Arrival {
  receiver: string;
  event: string;
  id: string;
  /** Milliseconds since 1970. */
  at: number;
}

export interface Customer {
  name: string;
  /** What it is there to show. */
  about: string;
  path: string;
  secret: string;
  url: string;
  arrivals: Arrival[];
  close(): Promise<void>;
}

export interface Customers {
  pixelPatrol: Customer;
  express: Customer;
  raw: Customer;
  omniFence: Customer & { pendingJobs: Set<string> };
  flaky: Customer;
  dead: Customer;
}

export type Say = (arrival: Arrival) => void;

export async function openCustomers(say: Say): Promise<Customers> {
  const pendingJobs = new Set<string>();
  return {
    pixelPatrol: await openCustomer(say, {
      name: "gallery",
      about: "PixelPatrol's Express handler",
      path: "/webhooks/pixel-patrol",
      secret: "your-webhook-secret-key",
      app: (secret, take) => pixelPatrolApp(secret, (event) => take(event.event, event.id)),
    }),
    express: await openCustomer(say, {
      name: "shop",
      about: "generic Express handler, signs JSON.stringify(body)",
      path: "/webhook",
      secret: "whsec_abc123...",
      app: (secret, take) => genericExpressApp(secret, (event) => take(event.type, event.id)),
    }),
    raw: await openCustomer(say, {
      name: "ledger",
      about: "generic handler, signs the raw body",
      path: "/webhook",
      secret: "a-secret-of-its-own",
      app: (secret, take) => genericRawApp(secret, (event) => take(event.type, event.id)),
    }),
    omniFence: {
      ...(await openCustomer(say, {
        name: "studio",
        about: "OmniFence receiver: one shot, unsigned",
        path: "/omnifence",
        secret: "",
        app: (_secret, take) => omniFenceApp(pendingJobs, (result) => take("job.completed", result.job_id)),
      })),
      pendingJobs,
    },
    flaky: await openCustomer(say, {
      name: "flaky",
      about: "answers 503 twice, then 200",
      path: "/webhook",
      secret: "flaky-secret",
      app: (secret, take) =>
        failing(
          (attempt) => (attempt <= 2 ? 503 : null),
          genericExpressApp(secret, (event) => take(event.type, event.id)),
        ),
    }),
    dead: await openCustomer(say, {
      name: "dead",
      about: "answers 500, always",
      path: "/webhook",
      secret: "dead-secret",
      app: (secret, take) =>
        failing(
          () => 500,
          genericExpressApp(secret, (event) => take(event.type, event.id)),
        ),
    }),
  };
}

export interface Plan {
  name: string;
  about: string;
  path: string;
  secret: string;
  app(secret: string, take: (event: string, id: string) => void): Express;
}

export async function openCustomer(say: Say, plan: Plan): Promise<Customer> {
  const arrivals: Arrival[] = [];
  const app = plan.app(plan.secret, (event, id) => {
    const arrival = { receiver: plan.name, event, id, at: Date.now() };
    arrivals.push(arrival);
    say(arrival);
  });
  const served = await serve(app);
  const { name, about, path, secret } = plan;
  return { name, about, path, secret, url: served.url + path, arrivals, close: served.close };
}

/** Answers an attempt with the status it is told to, and lets the rest through to the real receiver. */
function failing(statusOf: (attempt: number) => number | null, app: Express): Express {
  let attempts = 0;
  const outer = express();
  outer.use((req, res, next) => {
    attempts += 1;
    const status = statusOf(attempts);
    if (status === null) app(req, res, next);
    else res.status(status).send("not now");
  });
  return outer;
}
