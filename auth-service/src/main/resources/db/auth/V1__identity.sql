-- Times are Unix milliseconds. Labels are client ids in lower case: ids that differ only in case cannot both exist,
-- and every database compares labels alike.

CREATE TABLE auth_issuer (
    id         INT          NOT NULL PRIMARY KEY,
    issuer     VARCHAR(200) NOT NULL,
    created_at BIGINT       NOT NULL
);

CREATE TABLE auth_signing_keys (
    kid         VARCHAR(64)   NOT NULL PRIMARY KEY,
    public_jwk  VARCHAR(500)  NOT NULL,
    private_key VARCHAR(1000) NOT NULL,
    signs_from  BIGINT        NOT NULL,
    retired_at  BIGINT
);

CREATE TABLE auth_clients (
    label       VARCHAR(64) NOT NULL PRIMARY KEY,
    client_id   VARCHAR(64) NOT NULL,
    grants      TEXT        NOT NULL,
    generation  BIGINT      NOT NULL,
    public_jwk  VARCHAR(500),
    created_at  BIGINT      NOT NULL,
    enrolled_at BIGINT,
    revoked_at  BIGINT
);

CREATE INDEX auth_clients_generation ON auth_clients (generation);

CREATE TABLE auth_invites (
    code_hash  VARCHAR(64) NOT NULL PRIMARY KEY,
    label      VARCHAR(64) NOT NULL,
    grants     TEXT        NOT NULL,
    expires_at BIGINT      NOT NULL,
    used_at    BIGINT,
    used_by    VARCHAR(64)
);

CREATE INDEX auth_invites_expiry ON auth_invites (expires_at);

CREATE TABLE auth_used_assertions (
    id_hash    VARCHAR(64) NOT NULL PRIMARY KEY,
    expires_at BIGINT      NOT NULL
);

CREATE INDEX auth_used_assertions_expiry ON auth_used_assertions (expires_at);
