// Verifies what Govifi signs: the address that a payer comes back by, and webhooks.
// Node.js 18 or newer; nothing to install.

import { createHmac, timingSafeEqual } from "node:crypto";

/** How old a webhook may be, or how far ahead of this server's clock, seconds. */
const TOLERANCE = 240 * 60;

/**
 * Reads the query string of a `success_url`, as it came. `null`: do not believe it. Look the session
 * up among your own orders; everything else in the address, `payment_uid` too, is unsigned.
 *
 * @param {string} signingSecret
 * @param {string} query
 * @returns {{ sessionId: string, transactionId: string } | null}
 */
export function verifyReturn(signingSecret, query) {
  const params = new URLSearchParams(query);
  // Exactly one of each: with two, different programs would read different ones.
  const only = (name) => {
    const values = params.getAll(name);
    return values.length === 1 ? values[0] : "";
  };
  const sessionId = only("session_id");
  const transactionId = only("transaction_id");
  if (!sessionId || !transactionId) return null;
  return isSigned(signingSecret, [sessionId, transactionId], only("sig"))
    ? { sessionId, transactionId }
    : null;
}

/**
 * Reads a webhook. `null`: answer 400. The same `webhook_id` comes again and again: act once.
 *
 * @param {string} signingSecret
 * @param {Buffer} rawBody byte for byte as it came, before any parser (Express: `express.raw`)
 * @param {string | undefined} signature the header `X-Webhook-Signature`
 * @param {number} [now] Unix seconds
 * @returns {object | null} the event
 */
export function verifyWebhook(signingSecret, rawBody, signature, now = Date.now() / 1000) {
  let event;
  try {
    event = JSON.parse(rawBody.toString("utf8"));
  } catch {
    return null;
  }
  const timestamp = event?.timestamp;
  if (!Number.isSafeInteger(timestamp) || !signature?.startsWith("sha256=")) return null;
  const good = isSigned(signingSecret, [`${timestamp}.`, rawBody], signature.slice(7));
  return good && Math.abs(now - timestamp) <= TOLERANCE ? event : null;
}

/** Whether `signature` is the lower-case hex HMAC-SHA256 of these parts; in constant time. */
function isSigned(signingSecret, parts, signature) {
  // An empty secret is one that was not configured, and that anybody knows.
  if (!signingSecret || !/^[0-9a-f]{64}$/.test(signature)) return false;
  const mac = createHmac("sha256", signingSecret);
  for (const part of parts) mac.update(part);
  return timingSafeEqual(mac.digest(), Buffer.from(signature, "hex"));
}
