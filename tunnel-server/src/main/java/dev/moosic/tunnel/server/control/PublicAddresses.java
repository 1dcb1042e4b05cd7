package dev.moosic.tunnel.server.control;

import org.jspecify.annotations.Nullable;

/**
 * Tells each client how the public side is reached.
 *
 * @param configured what {@code --public-url} says; {@code null}: what the client itself dialled
 * @param listening how the listener is reached if nothing else is known
 */
public record PublicAddresses(@Nullable PublicAddress configured, PublicAddress listening) {

    /** @param hostHeader of the client's request; anything that is no host is passed over */
    PublicAddress dialled(boolean secure, @Nullable String hostHeader) {
        return configured != null ? configured : PublicAddress.dialled(secure, hostHeader, listening);
    }

    /** For people, before any client has dialled. */
    public PublicAddress announced() {
        return configured != null ? configured : listening;
    }
}
