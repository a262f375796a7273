/** A classifier of pictures as docs/moderation/evaluators.md asks for one. It is unsure of the only picture it knows. */
import { standard } from "@tabellary/contracts";
import express, { type Express } from "express";

export const PICTURE = "https://pictures.example/beach.jpg";
const CONFIDENCES: Readonly<Record<string, number>> = { [PICTURE]: 0.6 };

export function classifierApp(secret: string, take: (event: string, id: string) => void): Express {
  const app = express();
  app.post("/classify", express.raw({ type: "application/json" }), ({ headers, body }, res) => {
    if (!standard.verify({ headers, body, secrets: secret, nowMs: Date.now() }).ok) {
      res.status(401).send("Invalid signature");
      return;
    }
    const { type, data } = JSON.parse(body.toString());
    const confidence = CONFIDENCES[data.item.image_urls[0]] ?? 0;
    take(type, `adult: ${confidence}`);
    res.json({ findings: [{ label: "adult", confidence }] });
  });
  return app;
}
