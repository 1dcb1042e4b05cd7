/**
 * What can be seen from outside: the access log, a line for each remote connection and each exchange, and the metrics
 * listed in {@code docs/operations.md}.
 */
@NullMarked
package dev.moosic.tunnel.server.observe;

import org.jspecify.annotations.NullMarked;
