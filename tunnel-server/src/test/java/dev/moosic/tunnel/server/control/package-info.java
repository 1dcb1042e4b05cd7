/** Control connections and remote ports over real sockets, with a tunnel client made of the protocol's own parts. */
@NullMarked
package dev.moosic.tunnel.server.control;

import org.jspecify.annotations.NullMarked;
