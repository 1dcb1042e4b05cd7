package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.Grants;

/**
 * A client's grants as they were changed last.
 *
 * @param revision rises with each change
 */
record GrantsRevision(long revision, Grants grants) {}
