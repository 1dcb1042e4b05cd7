@NullMarked
package dev.moosic.tunnel.sample;

import org.jspecify.annotations.NullMarked;
