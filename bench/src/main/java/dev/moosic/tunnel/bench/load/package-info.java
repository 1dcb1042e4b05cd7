/** The load in front of every tunnel, and what it measures. */
@NullMarked
package dev.moosic.tunnel.bench.load;

import org.jspecify.annotations.NullMarked;
