"""Verifies what Govifi signs: the address that a payer comes back by, and webhooks.

Python 3.10 or newer; nothing to install.
"""

import hashlib
import hmac
import json
import re
import time
from urllib.parse import parse_qsl

# How old a webhook may be, or how far ahead of this server's clock, seconds.
TOLERANCE = 240 * 60


def verify_return(signing_secret, query):
    """Reads the query string of a `success_url`, as it came.

    `None`: do not believe it. Look the session up among your own orders; everything else in the
    address, `payment_uid` too, is unsigned.
    """
    pairs = parse_qsl(query, keep_blank_values=True)

    def only(name):
        # Exactly one of each: with two, different programs would read different ones.
        values = [value for known, value in pairs if known == name]
        return values[0] if len(values) == 1 else ""

    session_id, transaction_id = only("session_id"), only("transaction_id")
    signed = (session_id + transaction_id).encode()
    if not session_id or not transaction_id or not _is_signed(signing_secret, signed, only("sig")):
        return None
    return {"session_id": session_id, "transaction_id": transaction_id}


def verify_webhook(signing_secret, raw_body, signature, now=None):
    """Reads a webhook: its body as bytes, exactly as they came, and its `X-Webhook-Signature`.

    `None`: answer 400. The same `webhook_id` comes again and again: act once.
    """
    try:
        event = json.loads(raw_body)
    except (ValueError, RecursionError):
        return None
    timestamp = event.get("timestamp") if isinstance(event, dict) else None
    if type(timestamp) is not int or not (signature or "").startswith("sha256="):
        return None
    signed = b"%d." % timestamp + raw_body
    if not _is_signed(signing_secret, signed, signature[len("sha256="):]):
        return None
    now = time.time() if now is None else now
    return event if abs(now - timestamp) <= TOLERANCE else None


def _is_signed(signing_secret, signed, signature):
    """Whether `signature` is the lower-case hex HMAC-SHA256 of these bytes; in constant time."""
    # An empty secret is one that was not configured, and that anybody knows.
    if not signing_secret or not re.fullmatch("[0-9a-f]{64}", signature):
        return False
    expected = hmac.new(signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature)
