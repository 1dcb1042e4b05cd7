@NullMarked
package dev.moosic.tunnel.server.observe;

import org.jspecify.annotations.NullMarked;
