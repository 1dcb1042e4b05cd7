/** From raw samples to the page: medians, spread, table and plots. */
@NullMarked
package dev.moosic.tunnel.bench.report;

import org.jspecify.annotations.NullMarked;
