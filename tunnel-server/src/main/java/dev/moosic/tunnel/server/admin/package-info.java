/**
 * The admin listener, an origin of its own: invites, tokens, signed URLs, who is connected, revocation and metrics, for
 * whoever can read the credential in the data folder; and the client for it that the subcommands use.
 */
@NullMarked
package dev.moosic.tunnel.server.admin;

import org.jspecify.annotations.NullMarked;
