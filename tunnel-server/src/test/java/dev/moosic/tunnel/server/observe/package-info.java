/** Tests of what is told of the traffic. */
@NullMarked
package dev.moosic.tunnel.server.observe;

import org.jspecify.annotations.NullMarked;
