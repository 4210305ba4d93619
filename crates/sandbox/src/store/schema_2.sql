-- Version 2: every way to pay.

-- A token lives a quarter of an hour: version 1's are not carried over.
DROP TABLE tokens;

-- What the processor remembers of a card or an account: never its number, never its security code.
-- An Apple Pay token is here once it was charged.
CREATE TABLE tokens (
    token      BLOB PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES accounts (uid),
    instrument TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    spent_at   INTEGER
) STRICT;

-- The fee last quoted in a session for a token, a saved method, or a method without either.
CREATE TABLE quotes (
    session_id TEXT NOT NULL REFERENCES sessions (id),
    means      BLOB NOT NULL,
    amount     INTEGER NOT NULL,
    fee        INTEGER NOT NULL,
    PRIMARY KEY (session_id, means)
) STRICT, WITHOUT ROWID;

CREATE TABLE customers (
    account TEXT NOT NULL REFERENCES accounts (uid),
    id      TEXT NOT NULL,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_methods (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL,
    customer    TEXT NOT NULL,
    -- The least is shown first.
    position    INTEGER NOT NULL,
    is_default  INTEGER NOT NULL,
    instrument  TEXT NOT NULL,
    holder_name TEXT,
    bank_name   TEXT,
    FOREIGN KEY (account, customer) REFERENCES customers (account, id)
) STRICT;

CREATE INDEX saved_methods_of ON saved_methods (account, customer);

CREATE TABLE paypal_orders (
    id          TEXT PRIMARY KEY,
    session_id  TEXT NOT NULL REFERENCES sessions (id),
    amount      INTEGER NOT NULL,
    fee         INTEGER NOT NULL,
    currency    TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    -- Set when the payer has approved it, with what capturing it will do.
    outcome     TEXT,
    captured_at INTEGER
) STRICT;

-- The ledger again, for what has no brand or no last four digits.
CREATE TABLE ledger (
    session_id        TEXT PRIMARY KEY REFERENCES sessions (id),
    transaction_id    TEXT NOT NULL UNIQUE,
    payment_uid       TEXT NOT NULL UNIQUE,
    amount            INTEGER NOT NULL,
    convenience_fee   INTEGER NOT NULL,
    total_amount      INTEGER NOT NULL,
    method            TEXT NOT NULL,
    last4             TEXT,
    card_type         TEXT,
    -- The saved method that paid, or that was kept.
    saved_method_id   TEXT,
    idempotency_key   TEXT,
    billing_details   TEXT,
    ach_authorization TEXT,
    created_at        INTEGER NOT NULL
) STRICT;

INSERT INTO ledger
    SELECT session_id, transaction_id, payment_uid, amount, convenience_fee, total_amount, 'card',
           last4, card_type, NULL, idempotency_key, billing_details, NULL, created_at
    FROM charges;

DROP TABLE charges;
ALTER TABLE ledger RENAME TO charges;
