@NullMarked
package dev.moosic.tunnel.server.admin;

import org.jspecify.annotations.NullMarked;
