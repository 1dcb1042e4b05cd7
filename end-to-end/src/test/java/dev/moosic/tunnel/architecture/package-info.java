/** The dependency rules of {@code docs/architecture.md}, over the classes of all modules. */
@NullMarked
package dev.moosic.tunnel.architecture;

import org.jspecify.annotations.NullMarked;
