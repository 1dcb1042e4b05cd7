/** What the programs with an auth service or a database measure and log alike; listed in {@code docs/operations.md}. */
@NullMarked
package dev.moosic.tunnel.auth.observe;

import org.jspecify.annotations.NullMarked;
