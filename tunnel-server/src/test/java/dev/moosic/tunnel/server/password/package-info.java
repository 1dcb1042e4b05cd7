@NullMarked
package dev.moosic.tunnel.server.password;

import org.jspecify.annotations.NullMarked;
