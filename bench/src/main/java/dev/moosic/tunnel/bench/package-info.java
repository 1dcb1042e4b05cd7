/** The side-by-side benchmark: what its commands are, and the driver that runs them. */
@NullMarked
package dev.moosic.tunnel.bench;

import org.jspecify.annotations.NullMarked;
