/**
 * The way to the local services: a stream of the server becomes a connection to what the configuration names, and to
 * nothing else.
 */
@NullMarked
package dev.moosic.tunnel.client.local;

import org.jspecify.annotations.NullMarked;
