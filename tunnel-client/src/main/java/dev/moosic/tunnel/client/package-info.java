/**
 * The tunnel client: dials out to tunnel servers and carries their streams to local services. This package holds the
 * entry point and the composition root; nothing else wires.
 */
@NullMarked
package dev.moosic.tunnel.client;

import org.jspecify.annotations.NullMarked;
