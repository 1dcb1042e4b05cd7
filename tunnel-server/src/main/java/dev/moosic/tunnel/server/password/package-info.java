/**
 * Passwords of the callers of tunnels with access {@code basic}: checked off the event loops, at a bounded cost, and
 * remembered for a while if they were right.
 */
@NullMarked
package dev.moosic.tunnel.server.password;

import org.jspecify.annotations.NullMarked;
