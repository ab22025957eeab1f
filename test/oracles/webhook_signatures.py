"""Makes webhook-signatures.json: what the Python library of Standard Webhooks signs given messages with.

Run:  v/bin/python test/oracles/webhook_signatures.py > test/oracles/webhook-signatures.json
in an environment with standardwebhooks 1.1.0.
"""

import base64
import json
from datetime import datetime, timezone

from standardwebhooks.webhooks import Webhook

SECRETS = [
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "whsec_" + base64.b64encode(bytes(range(24))).decode(),
    "whsec_" + base64.b64encode(bytes(range(192, 256))).decode(),
]
MESSAGES = [
    ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}'),
    ("msg_0193a4c8-0000-7000-8000-000000000000_succeeded", 1764187200, '{"type":"job.succeeded","data":{}}'),
    ("msg_1", 1, '{"text":"Größe ✓ 漢字 🎉 \\u0000"}'),
    ("msg_2", 2, ""),
]

cases = []
for secret in SECRETS:
    for id, seconds, body in MESSAGES:
        at = datetime.fromtimestamp(seconds, tz=timezone.utc)
        signature = Webhook(secret).sign(id, at, body)
        cases.append({"secret": secret, "id": id, "seconds": seconds, "body": body, "signature": signature})
print(json.dumps(cases, indent=1, ensure_ascii=False))
