/** The local service behind every tunnel: one port that sinks, pours, echoes and answers HTTP. */
@NullMarked
package dev.moosic.tunnel.bench.origin;

import org.jspecify.annotations.NullMarked;
