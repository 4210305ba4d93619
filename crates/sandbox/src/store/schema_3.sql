-- Version 3: what merchants' servers are told.

-- The outbox: a row is written in the same transaction as what it tells of, and stays until it was
-- delivered or given up.
CREATE TABLE webhooks (
    -- In the order in which things happened.
    number       INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    account      TEXT NOT NULL REFERENCES accounts (uid),
    session_id   TEXT NOT NULL REFERENCES sessions (id),
    event_type   TEXT NOT NULL,
    -- As it is signed and sent, the same bytes every time.
    body         TEXT NOT NULL,
    -- Unix seconds, as in the body.
    timestamp    INTEGER NOT NULL,
    -- When it is to be tried next; nothing, if it never is again.
    due_at       INTEGER,
    delivered_at INTEGER,
    UNIQUE (session_id, event_type)
) STRICT;

CREATE INDEX webhooks_due ON webhooks (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE webhook_attempts (
    webhook TEXT NOT NULL REFERENCES webhooks (id),
    -- From 1.
    number  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    -- What was answered, or why nothing was.
    status  INTEGER,
    error   TEXT,
    PRIMARY KEY (webhook, number)
) STRICT, WITHOUT ROWID;

-- `ended_at` is now set of sessions that ran out as well, when that is noticed. Nobody is told of
-- those of before.
UPDATE sessions SET ended_at = expires_at
    WHERE ended_at IS NULL AND expires_at <= unixepoch() * 1000
        AND NOT EXISTS (SELECT 1 FROM charges WHERE session_id = id);

CREATE INDEX sessions_running ON sessions (expires_at) WHERE ended_at IS NULL;
