"""The Flask sample of the generic webhooks page on Python's own server: its verification, line by line."""

import hashlib
import hmac
import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

WEBHOOK_SECRET = os.environ["WEBHOOK_SECRET"]


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        signature = self.headers.get("X-Webhook-Signature")
        payload = self.rfile.read(int(self.headers["Content-Length"]))

        expected = hmac.new(
            WEBHOOK_SECRET.encode(),
            payload,
            hashlib.sha256
        ).hexdigest()

        if not hmac.compare_digest(signature, expected):
            return self.answer("Invalid signature", 401)

        event = json.loads(payload)
        print("handled", event["id"], flush=True)
        return self.answer("OK", 200)

    def answer(self, text, status):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Webhook)
print(f"listening on http://127.0.0.1:{server.server_port}/webhook", flush=True)
server.serve_forever()
