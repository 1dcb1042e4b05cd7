/** Tests of the packets and their bytes. */
@NullMarked
package dev.moosic.tunnel.protocol.packet;

import org.jspecify.annotations.NullMarked;
