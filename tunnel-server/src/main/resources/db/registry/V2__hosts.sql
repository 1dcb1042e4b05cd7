-- Host names, in lower case, each its client's until released by an operator.
CREATE TABLE hosts (
    host      VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
);
