// Holds verify.mjs against vectors.json.

import { readFileSync } from "node:fs";
import { verifyReturn, verifyWebhook } from "../verify.mjs";

const { returns, webhooks } = JSON.parse(readFileSync(new URL("../vectors.json", import.meta.url)));
const wrong = [];
for (const { name, secret, query, expected } of returns) {
  const got = verifyReturn(secret, query);
  const same = got?.sessionId === expected?.session_id && got?.transactionId === expected?.transaction_id;
  if (!same) wrong.push(name);
}
for (const { name, secret, now, body, signature, expected } of webhooks) {
  const got = verifyWebhook(secret, Buffer.from(body, "utf8"), signature ?? undefined, now);
  if (got?.webhook_id !== expected?.webhook_id) wrong.push(name);
}
const all = returns.length + webhooks.length;
if (wrong.length > 0 || returns.length < 20 || webhooks.length < 20) {
  console.error(`verify.mjs: ${wrong.length} of ${all} vectors fail:`, wrong);
  process.exit(1);
}
console.log(`   verify.mjs: ${all} vectors hold`);
