package dev.moosic.tunnel.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.auth.Requester;
import dev.moosic.tunnel.auth.ServerAuth;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.server.control.ConnectedClients;
import dev.moosic.tunnel.server.registry.ConnectionRegistry;
import dev.moosic.tunnel.testing.FixedClock;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReservationsTest {
    private static final ClientId HOME = new ClientId("home");
    private static final Requester OPERATOR = Requester.operator("203.0.113.7");

    private final List<AuditEntry> decisions = new ArrayList<>();
    private final Reservations reservations = new Reservations(
            standIn(ServerAuth.class),
            new ConnectedClients(),
            standIn(ConnectionRegistry.class),
            decisions::add,
            new FixedClock());

    /** Ports 20001, 20003 and host home.example are reserved for a client that is nowhere; another releases 20003 first. */
    private static <T> T standIn(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> CompletableFuture.completedFuture(answer(method, arguments))));
    }

    private static Object answer(Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "findPortOwner" -> arguments[0].equals(20_002) ? Optional.empty() : Optional.of(HOME);
            case "findHostOwner" -> arguments[0].equals("home.example") ? Optional.of(HOME) : Optional.empty();
            case "findTunnelWsId" -> List.of();
            case "releasePort", "releaseHost" -> !arguments[1].equals(20_003);
            default -> throw new AssertionError(method);
        };
    }

    @Test
    void whoReleasedWhatStandsInTheSameFieldsWhetherAcceptedOrRefused() {
        reservations.releasePort(20_001, OPERATOR).toCompletableFuture().join();
        reservations.releaseHost("Home.example", OPERATOR).toCompletableFuture().join();
        assertThatThrownBy(() -> reservations
                        .releasePort(20_002, OPERATOR)
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("port 20002 is reserved for nobody");
        assertThat(decisions)
                .extracting(entry -> entry.outcome().word() + " " + entry.client() + " " + entry.reason())
                .containsExactly(
                        "accepted home port 20001",
                        "accepted home host home.example",
                        "refused null port 20002 is reserved for nobody");
        assertThat(decisions)
                .allSatisfy(entry ->
                        assertThat(entry.subject() + " " + entry.address()).isEqualTo("operator 203.0.113.7"));
    }

    @Test
    void whatAnotherReleasedMeanwhileIsNotSaidToBeDone() {
        assertThatThrownBy(() -> reservations
                        .releasePort(20_003, OPERATOR)
                        .toCompletableFuture()
                        .join())
                .hasMessageContaining("port 20003 is no longer reserved for client home");
        assertThat(decisions)
                .singleElement()
                .satisfies(entry -> assertThat(entry.outcome().word()).isEqualTo("refused"));
    }
}
