/** Tests. */
@NullMarked
package dev.moosic.tunnel.protocol.audit;

import org.jspecify.annotations.NullMarked;
