/** Tests of the settings. */
@NullMarked
package dev.moosic.tunnel.server.config;

import org.jspecify.annotations.NullMarked;
