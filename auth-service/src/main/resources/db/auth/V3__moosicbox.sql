-- MoosicBox's own kinds of token, under its own names: only hashes (SHA-256, lower-case hex). Times are Unix
-- milliseconds, expires is null for what lives until it is revoked. generation is the client's when the token was made:
-- revoking the client raises it, and ends them.

CREATE TABLE signature_tokens (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    client_id  VARCHAR(64) NOT NULL,
    generation BIGINT      NOT NULL,
    created_at BIGINT      NOT NULL,
    expires    BIGINT      NOT NULL
);

CREATE INDEX signature_tokens_client ON signature_tokens (client_id, created_at);
CREATE INDEX signature_tokens_expiry ON signature_tokens (expires);

CREATE TABLE client_access_tokens (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    client_id  VARCHAR(64) NOT NULL,
    generation BIGINT      NOT NULL,
    created_at BIGINT      NOT NULL,
    expires    BIGINT
);

CREATE INDEX client_access_tokens_client ON client_access_tokens (client_id, created_at);
CREATE INDEX client_access_tokens_expiry ON client_access_tokens (expires);

CREATE TABLE magic_tokens (
    magic_token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    client_id        VARCHAR(64) NOT NULL,
    generation       BIGINT      NOT NULL,
    created_at       BIGINT      NOT NULL,
    expires          BIGINT
);

CREATE INDEX magic_tokens_client ON magic_tokens (client_id, created_at);
CREATE INDEX magic_tokens_expiry ON magic_tokens (expires);
