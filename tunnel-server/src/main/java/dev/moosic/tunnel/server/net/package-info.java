/**
 * Addresses of callers and clients: as text, and how many connections each may have.
 */
@NullMarked
package dev.moosic.tunnel.server.net;

import org.jspecify.annotations.NullMarked;
