/**
 * Between tunnel servers and an auth service of its own database, both ends: {@code NodeGate} answers the servers, and
 * {@code RemoteAuthService} is the auth service to a server. What passes is in docs/openapi.yaml, tag {@code node}.
 */
@NullMarked
package dev.moosic.tunnel.auth.node;

import org.jspecify.annotations.NullMarked;
