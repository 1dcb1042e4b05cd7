/** The running client: wires its parts, watches its configuration file, ends in order. */
@NullMarked
package dev.moosic.tunnel.client.run;

import org.jspecify.annotations.NullMarked;
