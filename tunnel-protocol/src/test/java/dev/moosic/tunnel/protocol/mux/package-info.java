/** Tests of the mux: one contract over every transport, and scripted peers. */
@NullMarked
package dev.moosic.tunnel.protocol.mux;

import org.jspecify.annotations.NullMarked;
