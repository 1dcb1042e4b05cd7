-- Which node holds which client, and whose the remote ports are. The same on H2 (MySQL mode) and MySQL.
-- Ids compare byte for byte on both.

-- Tunnel server processes. A node whose lease has ended counts as dead.
CREATE TABLE nodes (
    node_id     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    url         VARCHAR(512),
    lease_until TIMESTAMP(3) NOT NULL
);

-- Every client that has ever connected. The epoch rises with each takeover by another instance.
CREATE TABLE clients (
    client_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    instance_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    epoch       BIGINT NOT NULL
);

-- Who holds a client. Live while the node's lease runs and the epoch is the client's.
CREATE TABLE connections (
    client_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    node_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    tunnel_ws_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    instance_id  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    epoch        BIGINT NOT NULL,
    PRIMARY KEY (client_id, node_id)
);

CREATE INDEX connections_by_node ON connections (node_id);

-- Remote ports, each its client's until released.
CREATE TABLE ports (
    port      INT NOT NULL PRIMARY KEY,
    client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    tunnel    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
);

CREATE INDEX ports_by_client ON ports (client_id, tunnel);
