/** Tests of dialling. */
@NullMarked
package dev.moosic.tunnel.client.socket;

import org.jspecify.annotations.NullMarked;
