<?php
// Holds verify.php against vectors.json.

declare(strict_types=1);

require __DIR__ . '/../verify.php';

$vectors = json_decode(file_get_contents(__DIR__ . '/../vectors.json'), true, 512, JSON_THROW_ON_ERROR);
$wrong = [];
foreach ($vectors['returns'] as $case) {
    if (govifi_verify_return($case['secret'], $case['query']) !== $case['expected']) {
        $wrong[] = $case['name'];
    }
}
foreach ($vectors['webhooks'] as $case) {
    $got = govifi_verify_webhook($case['secret'], $case['body'], $case['signature'], $case['now']);
    if (($got['webhook_id'] ?? null) !== ($case['expected']['webhook_id'] ?? null)) {
        $wrong[] = $case['name'];
    }
}
$returns = count($vectors['returns']);
$webhooks = count($vectors['webhooks']);
$all = $returns + $webhooks;
if ($wrong !== [] || $returns < 20 || $webhooks < 20) {
    fwrite(STDERR, 'verify.php: ' . count($wrong) . " of $all vectors fail: " . implode('; ', $wrong) . "\n");
    exit(1);
}
echo "   verify.php: $all vectors hold\n";
