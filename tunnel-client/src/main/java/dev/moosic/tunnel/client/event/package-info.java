/**
 * What happens to a running client, as values: told to people by the command line, to programs as JSON, and kept for
 * {@code status}.
 */
@NullMarked
package dev.moosic.tunnel.client.event;

import org.jspecify.annotations.NullMarked;
