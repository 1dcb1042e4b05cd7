/**
 * What the client is told to do: options, environment and {@code tunnel.yaml}, parsed into validated immutable values,
 * and the difference between two versions of the file.
 */
@NullMarked
package dev.moosic.tunnel.client.config;

import org.jspecify.annotations.NullMarked;
