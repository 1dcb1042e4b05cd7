/**
 * The control server: tunnel clients say hello ({@code docs/protocol.md} section 5), and become
 * {@link dev.moosic.tunnel.server.control.ConnectedClient}s that the ingress packages open streams to.
 */
@NullMarked
package dev.moosic.tunnel.server.control;

import org.jspecify.annotations.NullMarked;
