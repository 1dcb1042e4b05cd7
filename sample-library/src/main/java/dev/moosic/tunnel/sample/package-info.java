/**
 * A small music library that answers as MoosicBox's file API does: the local service of the demo, of docker-compose and
 * of the end-to-end tests. It makes its own tracks and cover art, so that nothing has to be downloaded. It knows nothing
 * of tunnels.
 */
@NullMarked
package dev.moosic.tunnel.sample;

import org.jspecify.annotations.NullMarked;
