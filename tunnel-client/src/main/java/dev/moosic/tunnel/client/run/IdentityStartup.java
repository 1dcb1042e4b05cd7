package dev.moosic.tunnel.client.run;

import dev.moosic.tunnel.client.config.ClientConfig;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.control.Backoff;
import dev.moosic.tunnel.client.control.ConnectFailure;
import dev.moosic.tunnel.client.control.PassedTime;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.event.ClientListener;
import dev.moosic.tunnel.client.identity.EnrolledIdentity;
import dev.moosic.tunnel.client.identity.Enrolment;
import dev.moosic.tunnel.protocol.identity.InvalidInviteException;
import dev.moosic.tunnel.protocol.identity.Invite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who the client is, settled before it dials: the identity in the data folder, or a new one from the invite. */
final class IdentityStartup {
    private final ClientConfig config;
    private final Path folder;
    private final @Nullable Invite invite;
    private final @Nullable EnrolledIdentity stored;

    /** @throws ConfigException if there is no identity to be had, or two that contradict each other */
    IdentityStartup(ClientConfig config, Path folder) throws ConfigException {
        this.config = config;
        this.folder = folder;
        this.invite = parse(config.invite());
        this.stored = EnrolledIdentity.isIn(folder) ? EnrolledIdentity.load(folder) : null;
        if (invite == null && stored == null) {
            throw new ConfigException(
                    "no identity in " + folder
                            + " yet: start once with --invite LINE, the line that \"tunnel-server invite --client-id ID\" prints");
        }
        if (invite != null && stored != null && !stored.clientId().equals(invite.clientId())) {
            throw new ConfigException(folder + " holds the identity of client \"" + stored.clientId()
                    + "\", and the invite is for \"" + invite.clientId()
                    + "\": give each client its own --data DIR, or remove that folder");
        }
    }

    private static @Nullable Invite parse(@Nullable String line) throws ConfigException {
        try {
            return line == null ? null : Invite.parse(line);
        } catch (InvalidInviteException e) {
            throw new ConfigException("--invite: " + e.getMessage());
        }
    }

    private boolean needsEnrolment() {
        return invite != null && (stored == null || !stored.cameOf(invite));
    }

    /** Where the client dials, best first. */
    List<ServerAddress> servers() throws ConfigException {
        if (!config.servers().isEmpty()) {
            return config.servers();
        }
        if (invite != null) {
            return Enrolment.serversOf(invite);
        }
        return stored == null ? List.of() : stored.servers();
    }

    /** Of the servers' private authority, or {@code null}. */
    @Nullable
    String pin() {
        return needsEnrolment() && invite != null ? invite.pin() : stored == null ? null : stored.pin();
    }

    /** What has passed for certain: the invite's issue, and what servers said. */
    PassedTime passed() {
        return PassedTime.keptIn(folder, invite);
    }

    /**
     * The identity, enrolling first if needed: for ever, unless configured to try once. Blocks; not on an event loop.
     *
     * @throws ConnectFailure if the invite is refused for good, or anything fails under {@code --once}
     */
    EnrolledIdentity identity(ClientRuntime runtime, Backoff backoff, ClientListener listener)
            throws ConfigException, ConnectFailure, InterruptedException {
        if (stored != null && !needsEnrolment()) {
            return stored;
        }
        Enrolment enrolment = new Enrolment(Objects.requireNonNull(invite), folder, runtime.http());
        while (true) {
            Duration wait = Duration.ZERO;
            for (Iterator<ServerAddress> left = servers().iterator(); left.hasNext(); ) {
                ServerAddress server = left.next();
                try {
                    return enrolment.enrol(server);
                } catch (ConnectFailure failure) {
                    if (failure.then() != ConnectFailure.Then.RETRY || config.once()) {
                        throw failure;
                    }
                    // The next server is tried at once; only after the last one there is a pause.
                    wait = left.hasNext() ? Duration.ZERO : backoff.next(failure.retryAfter());
                    listener.on(new ClientEvent.Disconnected(server, "enrolment: " + failure.getMessage(), wait));
                }
            }
            Thread.sleep(wait.toMillis());
        }
    }
}
