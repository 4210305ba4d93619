-- Version 1. Moments are Unix milliseconds; fingerprints are SHA-256; documents are JSON.

CREATE TABLE accounts (
    uid            TEXT PRIMARY KEY,
    admin_token    BLOB NOT NULL,
    signing_secret TEXT NOT NULL,
    settings       TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES accounts (uid),
    secret     BLOB NOT NULL,
    -- The request that created it, with what PATCH has changed since.
    terms      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- Set by `expire`.
    ended_at   INTEGER
) STRICT;

-- Temporary access to the processor.
CREATE TABLE passwords (
    password   BLOB PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    expires_at INTEGER NOT NULL
) STRICT;

-- What the processor remembers of a card: never its number, never its security code.
CREATE TABLE tokens (
    token         BLOB PRIMARY KEY,
    account       TEXT NOT NULL REFERENCES accounts (uid),
    brand         TEXT NOT NULL,
    bin           TEXT NOT NULL,
    last4         TEXT NOT NULL,
    exp_month     INTEGER NOT NULL,
    exp_year      INTEGER NOT NULL,
    outcome       TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    spent_at      INTEGER,
    -- The fee last quoted, and for what.
    quoted_for    TEXT,
    quoted_amount INTEGER,
    quoted_fee    INTEGER
) STRICT;

-- The ledger. `session_id` is the key: at most one charge per session, whatever the code does.
CREATE TABLE charges (
    session_id      TEXT PRIMARY KEY REFERENCES sessions (id),
    transaction_id  TEXT NOT NULL UNIQUE,
    payment_uid     TEXT NOT NULL UNIQUE,
    amount          INTEGER NOT NULL,
    convenience_fee INTEGER NOT NULL,
    total_amount    INTEGER NOT NULL,
    last4           TEXT NOT NULL,
    card_type       TEXT NOT NULL,
    idempotency_key TEXT,
    billing_details TEXT,
    created_at      INTEGER NOT NULL
) STRICT;

-- What confirm answered under a key, to be answered again.
CREATE TABLE results (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    key        TEXT NOT NULL,
    request    BLOB NOT NULL,
    status     INTEGER NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (session_id, key)
) STRICT, WITHOUT ROWID;
