/**
 * The program: {@link dev.moosic.tunnel.server.TunnelServer} puts all parts together with constructors, and nothing else
 * does.
 */
@NullMarked
package dev.moosic.tunnel.server;

import org.jspecify.annotations.NullMarked;
