-- A change of a client's grants after it enrolled: tokens of an older revision go on by the newer grants.

ALTER TABLE auth_clients ADD COLUMN grants_revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE auth_clients ADD COLUMN grants_changed_at BIGINT NOT NULL DEFAULT 0;

CREATE INDEX auth_clients_grants_changed ON auth_clients (grants_changed_at);
