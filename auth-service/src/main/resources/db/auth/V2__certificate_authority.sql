-- What the servers of one database show in TLS: the private authority, and certificates and accounts of ACME. Private keys
-- are sealed as signing keys are; certificates are PEM, the leaf first.

CREATE TABLE auth_certificates (
    name         VARCHAR(300) NOT NULL PRIMARY KEY,
    private_key  TEXT         NOT NULL,
    certificates TEXT         NOT NULL,
    updated_at   BIGINT       NOT NULL
);
