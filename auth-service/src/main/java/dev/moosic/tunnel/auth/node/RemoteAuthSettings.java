package dev.moosic.tunnel.auth.node;

import dev.moosic.tunnel.auth.OperatorCredential;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a tunnel server reaches its auth service, and what it says of itself there.
 *
 * @param url of the auth service, without a path
 * @param servers this server's public URLs, best first, as known at the moment of asking
 * @param pin of this server's private authority, for invites; null: none. While it is not known, throws
 *     {@code DatabaseException}, and no invite is made
 * @param operator which credentials are those of this server's operator
 * @param store where the trust document is kept for the next start
 */
public record RemoteAuthSettings(
        URI url,
        NodeCredential credential,
        Supplier<List<URI>> servers,
        Supplier<@Nullable String> pin,
        OperatorCredential operator,
        Path store) {}
