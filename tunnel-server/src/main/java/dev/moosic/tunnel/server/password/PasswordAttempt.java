package dev.moosic.tunnel.server.password;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import java.net.InetAddress;
import java.util.List;

/**
 * Somebody says to be a user of a tunnel.
 *
 * @param client whose tunnel it is
 * @param tunnel its name
 * @param users of the tunnel now, at least one, each without a problem
 * @param name as shown, in Unicode's form C
 * @param password likewise
 * @param address the caller's
 */
public record PasswordAttempt(
        ClientId client, String tunnel, List<BasicUser> users, String name, String password, InetAddress address) {

    /** Without the password. */
    @Override
    public String toString() {
        return "PasswordAttempt[" + client + "/" + tunnel + " from " + address + "]";
    }
}
