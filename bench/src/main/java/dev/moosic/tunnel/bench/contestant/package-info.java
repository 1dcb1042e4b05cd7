/** What is compared: direct, the raw relay, Moosic Tunnel and its peers, each started by its own programs. */
@NullMarked
package dev.moosic.tunnel.bench.contestant;

import org.jspecify.annotations.NullMarked;
