/** {@code check}: tries each step from the configuration to the local services and says what to do about the first fault. */
@NullMarked
package dev.moosic.tunnel.client.check;

import org.jspecify.annotations.NullMarked;
