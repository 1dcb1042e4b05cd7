@NullMarked
package dev.moosic.tunnel.server.tls;

import org.jspecify.annotations.NullMarked;
