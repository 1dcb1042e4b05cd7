/**
 * What a tunnel server is told: {@link dev.moosic.tunnel.server.config.ServerSettings}, validated once at the start, and
 * the layers it is read from (defaults, file, environment, command line).
 */
@NullMarked
package dev.moosic.tunnel.server.config;

import org.jspecify.annotations.NullMarked;
