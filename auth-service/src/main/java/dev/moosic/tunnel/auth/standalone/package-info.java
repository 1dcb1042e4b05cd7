/** The auth service as a program of its own: its command line and a small HTTP server in front of {@code AuthEndpoints}. */
@NullMarked
package dev.moosic.tunnel.auth.standalone;

import org.jspecify.annotations.NullMarked;
