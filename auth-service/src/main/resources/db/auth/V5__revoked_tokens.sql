-- Single tokens revoked before their time, by SHA-256 (lower-case hex) of a JWT's jti or of a token of MoosicBox.

CREATE TABLE auth_revoked_tokens (
    id_hash    VARCHAR(64) NOT NULL PRIMARY KEY,
    expires_at BIGINT      NOT NULL
);

CREATE INDEX auth_revoked_tokens_expiry ON auth_revoked_tokens (expires_at);
