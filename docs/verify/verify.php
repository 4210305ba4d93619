<?php
// Verifies what Govifi signs: the address that a payer comes back by, and webhooks.
// PHP 8.0 or newer; nothing to install.

declare(strict_types=1);

/** How old a webhook may be, or how far ahead of this server's clock, seconds. */
const GOVIFI_TOLERANCE = 240 * 60;

/**
 * Reads the query string of a `success_url`, as it came: `$_SERVER['QUERY_STRING']`, for `$_GET` hides
 * what is there twice. `null`: do not believe it. Look the session up among your own orders;
 * everything else in the address, `payment_uid` too, is unsigned.
 *
 * @return array{session_id: string, transaction_id: string}|null
 */
function govifi_verify_return(string $signingSecret, string $query): ?array
{
    $values = [];
    foreach (explode('&', $query) as $pair) {
        [$name, $value] = array_pad(explode('=', $pair, 2), 2, '');
        $values[urldecode($name)][] = urldecode($value);
    }
    // Exactly one of each: with two, different programs would read different ones.
    $only = fn (string $name): string =>
        count($values[$name] ?? []) === 1 ? $values[$name][0] : '';
    $sessionId = $only('session_id');
    $transactionId = $only('transaction_id');
    if ($sessionId === '' || $transactionId === '') {
        return null;
    }
    return govifi_is_signed($signingSecret, $sessionId . $transactionId, $only('sig'))
        ? ['session_id' => $sessionId, 'transaction_id' => $transactionId]
        : null;
}

/**
 * Reads a webhook: its body as it came, `file_get_contents('php://input')`, and its
 * `X-Webhook-Signature`, `$_SERVER['HTTP_X_WEBHOOK_SIGNATURE'] ?? null`. `null`: answer 400. The same
 * `webhook_id` comes again and again: act once.
 */
function govifi_verify_webhook(
    string $signingSecret,
    string $rawBody,
    ?string $signature,
    ?int $now = null
): ?array {
    $event = json_decode($rawBody, true);
    $timestamp = is_array($event) ? ($event['timestamp'] ?? null) : null;
    if (!is_int($timestamp) || !str_starts_with($signature ?? '', 'sha256=')) {
        return null;
    }
    if (!govifi_is_signed($signingSecret, "$timestamp.$rawBody", substr($signature, 7))) {
        return null;
    }
    return abs(($now ?? time()) - $timestamp) <= GOVIFI_TOLERANCE ? $event : null;
}

/** Whether `$signature` is the lower-case hex HMAC-SHA256 of this; in constant time. */
function govifi_is_signed(string $signingSecret, string $signed, string $signature): bool
{
    // An empty secret is one that was not configured, and that anybody knows.
    if ($signingSecret === '' || !preg_match('/\A[0-9a-f]{64}\z/', $signature)) {
        return false;
    }
    return hash_equals(hash_hmac('sha256', $signed, $signingSecret), $signature);
}
