/**
 * TLS of the public port: where its certificate comes from (files, a private authority), how it is renewed while the server
 * runs, and the handler that picks it for each handshake. A source that is not ready yet makes handshakes wait, for a
 * bounded time.
 */
@NullMarked
package dev.moosic.tunnel.server.tls;

import org.jspecify.annotations.NullMarked;
