/**
 * Who a client is and what it may do: client ids, grants, invites, token claims and their verification. Shared by the
 * three programs.
 */
@NullMarked
package dev.moosic.tunnel.protocol.identity;

import org.jspecify.annotations.NullMarked;
