/**
 * The command line: commands, options, exit codes and what is printed.
 */
@NullMarked
package dev.moosic.tunnel.client.cli;

import org.jspecify.annotations.NullMarked;
