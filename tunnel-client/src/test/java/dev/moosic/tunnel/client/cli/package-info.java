@NullMarked
package dev.moosic.tunnel.client.cli;

import org.jspecify.annotations.NullMarked;
