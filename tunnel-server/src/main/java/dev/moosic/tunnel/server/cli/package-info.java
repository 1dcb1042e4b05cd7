/**
 * The command line of {@code tunnel-server.jar}: options and their layers, what is printed, and exit codes.
 */
@NullMarked
package dev.moosic.tunnel.server.cli;

import org.jspecify.annotations.NullMarked;
