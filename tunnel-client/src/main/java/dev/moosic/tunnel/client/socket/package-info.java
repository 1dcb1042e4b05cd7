/**
 * Sockets to names: lookups that never block an event loop, and a connection to the first address that accepts. Shared by
 * the way to the server and the way to the local services.
 */
@NullMarked
package dev.moosic.tunnel.client.socket;

import org.jspecify.annotations.NullMarked;
