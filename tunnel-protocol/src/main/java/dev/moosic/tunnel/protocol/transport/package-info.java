/**
 * The event loops and socket channels of this machine: epoll on Linux, NIO elsewhere.
 */
@NullMarked
package dev.moosic.tunnel.protocol.transport;

import org.jspecify.annotations.NullMarked;
