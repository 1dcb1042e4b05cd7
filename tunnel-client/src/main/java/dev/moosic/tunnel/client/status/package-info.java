/**
 * What a running client tells about itself on loopback, and how `status` asks it.
 */
@NullMarked
package dev.moosic.tunnel.client.status;

import org.jspecify.annotations.NullMarked;
