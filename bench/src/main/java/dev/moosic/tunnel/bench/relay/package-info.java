/** The two relays of the benchmark: the fastest plain one, which is the ceiling, and the one that makes a long path. */
@NullMarked
package dev.moosic.tunnel.bench.relay;

import org.jspecify.annotations.NullMarked;
