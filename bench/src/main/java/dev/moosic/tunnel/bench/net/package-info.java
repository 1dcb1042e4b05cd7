/** The sockets of the benchmark's own programs. */
@NullMarked
package dev.moosic.tunnel.bench.net;

import org.jspecify.annotations.NullMarked;
