/** Tests of the HTTP API: pure parts by themselves, exchanges over real sockets against a scripted local service. */
@NullMarked
package dev.moosic.tunnel.server.api;

import org.jspecify.annotations.NullMarked;
