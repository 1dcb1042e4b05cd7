/**
 * The life of the process: starting, ready, draining, gone; and the signals that move it.
 */
@NullMarked
package dev.moosic.tunnel.server.lifecycle;

import org.jspecify.annotations.NullMarked;
