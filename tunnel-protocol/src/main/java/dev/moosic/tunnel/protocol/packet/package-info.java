/**
 * The packets of {@code docs/protocol.md} as immutable values, their codes, and the pure functions between them and
 * bytes. Nothing here knows of connections.
 */
@NullMarked
package dev.moosic.tunnel.protocol.packet;

import org.jspecify.annotations.NullMarked;
