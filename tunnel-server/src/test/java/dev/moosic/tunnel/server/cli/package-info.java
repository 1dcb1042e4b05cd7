@NullMarked
package dev.moosic.tunnel.server.cli;

import org.jspecify.annotations.NullMarked;
