/** The rows of the benchmark, the order of their samples, and the raw file they are written to. */
@NullMarked
package dev.moosic.tunnel.bench.plan;

import org.jspecify.annotations.NullMarked;
