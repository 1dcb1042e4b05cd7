/** Microbenchmarks of public parts; those of package-private parts lie in the packages they measure. */
@NullMarked
package dev.moosic.tunnel.bench.jmh;

import org.jspecify.annotations.NullMarked;
