package dev.moosic.tunnel.server.registry;

import static dev.moosic.tunnel.server.registry.TestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a registry does, whatever database it is over. Two nodes share one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConnectionRegistryContract {
    private static final PortRange RANGE = new PortRange(20_000, 20_002);

    /** Each test has clients of its own: nodes remember whom they hold. */
    private ClientId bob = new ClientId("bob");

    private ClientId eve = new ClientId("eve");
    private int tests;
    TestNode a;
    TestNode b;

    abstract DatabaseSettings settings() throws Exception;

    @BeforeAll
    void openNodes() throws Exception {
        a = new TestNode(settings(), "node-a");
        b = new TestNode(settings(), "node-b");
    }

    @AfterAll
    void closeNodes() {
        b.close();
        a.close();
    }

    @BeforeEach
    void begin() throws Exception {
        tests++;
        bob = new ClientId("bob-" + tests);
        eve = new ClientId("eve-" + tests);
        for (TestNode node : new TestNode[] {a, b}) {
            node.connections.down(false);
            node.connections.letGo();
            node.superseded.clear();
            node.beat();
        }
        a.execute("DELETE FROM ports");
    }

    @Test
    void aHostNameIsItsClientsUntilReleased() throws Exception {
        assertThat(get(a.registry.reserveHost(bob, "bob.example"))).isTrue();
        assertThat(get(b.registry.reserveHost(eve, "bob.example"))).isFalse();
        assertThat(get(b.registry.reserveHost(bob, "bob.example"))).isTrue();
        assertThat(get(b.registry.findHostOwner("bob.example"))).contains(bob);
        assertThat(get(b.registry.releaseHost(eve, "bob.example"))).isFalse();
        assertThat(get(b.registry.releaseHost(bob, "bob.example"))).isTrue();
        assertThat(get(b.registry.findHostOwner("bob.example"))).isEmpty();
        assertThat(get(b.registry.reserveHost(eve, "bob.example"))).isTrue();
    }

    @Test
    void aHostNameKnownToBeOnesOwnIsHadWithoutTheDatabase() throws Exception {
        assertThat(get(a.registry.reserveHost(bob, "own.example"))).isTrue();
        a.connections.down(true);
        assertThat(get(a.registry.reserveHost(bob, "own.example"))).isTrue();
        assertThatThrownBy(() -> get(a.registry.reserveHost(eve, "own.example")))
                .hasCauseInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> get(a.registry.reserveHost(bob, "other.example")))
                .hasCauseInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void whosePortItIs() throws Exception {
        get(a.registry.reservePort(bob, "ssh", 20_001));
        assertThat(get(b.registry.findPortOwner(20_001))).contains(bob);
        assertThat(get(b.registry.findPortOwner(20_002))).isEmpty();
    }

    @Test
    void connectUpsertsClientIdAndTunnelWsId() throws Exception {
        Claim first = get(a.registry.upsertConnection(bob, "instance-1", "ws-1"));
        Claim second = get(a.registry.upsertConnection(bob, "instance-1", "ws-2"));

        assertThat(first.epoch()).isEqualTo(1);
        assertThat(second.epoch()).isEqualTo(1);
        assertThat(get(b.registry.findTunnelWsId(bob)))
                .containsExactly(
                        new RegisteredConnection("node-a", a.node.url(), "ws-2", "instance-1", second.epoch()));
    }

    @Test
    void nobodyHoldsAnUnknownClient() throws Exception {
        assertThat(get(a.registry.findTunnelWsId(new ClientId("nobody")))).isEmpty();
        assertThat(get(a.registry.isKnown(new ClientId("nobody")))).isFalse();
    }

    @Test
    void aClientThatLeftStaysKnown() throws Exception {
        ClientId leaver = new ClientId("leaver");
        Claim claim = get(a.registry.upsertConnection(leaver, "i", "ws"));
        assertThat(get(a.registry.deleteConnection(claim))).isTrue();
        assertThat(get(a.registry.findTunnelWsId(leaver))).isEmpty();
        assertThat(get(b.registry.isKnown(leaver))).isTrue();
    }

    @Test
    void idsDifferByCase() throws Exception {
        get(a.registry.upsertConnection(new ClientId("BOB-" + tests), "i", "ws-upper"));
        get(a.registry.upsertConnection(bob, "i", "ws-lower"));
        assertThat(get(b.registry.findTunnelWsId(bob)))
                .extracting(RegisteredConnection::tunnelWsId)
                .containsExactly("ws-lower");
    }

    @Test
    void theSameInstanceOnAnotherNodeIsASibling() throws Exception {
        Claim here = get(a.registry.upsertConnection(bob, "instance-1", "ws-a"));
        Claim there = get(b.registry.upsertConnection(bob, "instance-1", "ws-b"));
        assertThat(there.epoch()).isEqualTo(here.epoch());
        assertThat(get(a.registry.findTunnelWsId(bob)))
                .extracting(RegisteredConnection::tunnelWsId)
                .containsExactlyInAnyOrder("ws-a", "ws-b");
        a.beat();
        assertThat(a.superseded).isEmpty();
    }

    @Test
    void anotherInstanceTakesOverAndTheOlderHolderIsTold() throws Exception {
        Claim older = get(a.registry.upsertConnection(bob, "instance-1", "ws-a"));
        Claim newer = get(b.registry.upsertConnection(bob, "instance-2", "ws-b"));
        assertThat(newer.epoch()).isEqualTo(older.epoch() + 1);
        assertThat(get(a.registry.findTunnelWsId(bob)))
                .extracting(RegisteredConnection::nodeId)
                .containsExactly("node-b");

        a.beat();
        b.beat();
        assertThat(a.superseded).containsExactly(older);
        assertThat(b.superseded).isEmpty();

        get(a.registry.deleteConnection(older));
        assertThat(get(a.registry.findTunnelWsId(bob))).hasSize(1);
    }

    @Test
    void aStaleDeleteTouchesNothing() throws Exception {
        Claim older = get(a.registry.upsertConnection(bob, "instance-1", "ws-1"));
        get(a.registry.upsertConnection(bob, "instance-1", "ws-2"));
        assertThat(get(a.registry.deleteConnection(older))).isFalse();

        ConnectionTable table = new ConnectionTable(a.database, "node-a");
        assertThat(get(table.delete(older))).isFalse();
        assertThat(get(table.delete(new Claim(bob, "instance-1", "ws-2", 99)))).isFalse();
        assertThat(get(new ConnectionTable(b.database, "node-b").delete(new Claim(bob, "instance-1", "ws-2", 1))))
                .isFalse();
        assertThat(get(b.registry.findTunnelWsId(bob))).hasSize(1);
    }

    @Test
    void rowsOfADeadNodeAreIgnored() throws Exception {
        get(a.registry.upsertConnection(bob, "instance-1", "ws-a"));
        endLease("node-a");
        assertThat(get(b.registry.findTunnelWsId(bob))).isEmpty();
        a.beat();
        assertThat(get(b.registry.findTunnelWsId(bob))).hasSize(1);
    }

    @Test
    void aNodeThatWasForgottenWritesItsRowsAgain() throws Exception {
        Claim claim = get(a.registry.upsertConnection(bob, "instance-1", "ws-a"));
        forget("node-a");
        b.beat();
        a.beat();
        await().untilAsserted(() -> assertThat(get(b.registry.findTunnelWsId(bob)))
                .extracting(RegisteredConnection::epoch)
                .containsExactly(claim.epoch()));
    }

    @Test
    void aNodeThatWasForgottenTakesNothingBack() throws Exception {
        Claim older = get(a.registry.upsertConnection(bob, "instance-1", "ws-a"));
        forget("node-a");
        b.beat();
        Claim newer = get(b.registry.upsertConnection(bob, "instance-2", "ws-b"));
        a.beat();
        await().untilAsserted(() -> assertThat(a.superseded).containsExactly(older));
        assertThat(get(b.registry.findTunnelWsId(bob)))
                .extracting(RegisteredConnection::epoch)
                .containsExactly(newer.epoch());
    }

    @Test
    void withoutALeaseClaimsWait() throws Exception {
        a.pass(ReconcilingConnectionRegistry.LEASE.toSeconds());
        assertThat(get(a.registry.upsertConnection(bob, "instance-1", "ws-a")).epoch())
                .isEqualTo(Claim.PENDING);
        assertThat(get(b.registry.findTunnelWsId(bob))).isEmpty();
        a.beat();
        await().untilAsserted(
                        () -> assertThat(get(b.registry.findTunnelWsId(bob))).hasSize(1));
    }

    @Test
    void aPortIsItsClientsUntilReleased() throws Exception {
        assertThat(get(a.registry.reservePort(bob, "ssh", 20_001))).isEqualTo(new PortReservation.Reserved(20_001));
        assertThat(get(b.registry.reservePort(eve, "ssh", 20_001))).isEqualTo(new PortReservation.Taken(20_001));
        assertThat(get(b.registry.reservePort(bob, "ssh", 20_001))).isEqualTo(new PortReservation.Reserved(20_001));
        assertThat(get(b.registry.releasePort(eve, 20_001))).isFalse();
        assertThat(get(b.registry.releasePort(bob, 20_001))).isTrue();
        assertThat(get(b.registry.reservePort(eve, "ssh", 20_001))).isEqualTo(new PortReservation.Reserved(20_001));
    }

    @Test
    void aTunnelFindsItsOwnPortAgain() throws Exception {
        PortReservation first = get(a.registry.reservePort(bob, "ssh", RANGE, Set.of()));
        PortReservation other = get(a.registry.reservePort(bob, "music", RANGE, Set.of()));
        assertThat(other).isInstanceOf(PortReservation.Reserved.class).isNotEqualTo(first);
        assertThat(get(b.registry.reservePort(bob, "ssh", RANGE, Set.of()))).isEqualTo(first);
    }

    @Test
    void aRangeThatIsFullSaysSo() throws Exception {
        get(a.registry.reservePort(bob, "one", 20_000));
        get(a.registry.reservePort(bob, "two", 20_001));
        assertThat(get(a.registry.reservePort(eve, "t", RANGE, Set.of(20_002))))
                .isEqualTo(new PortReservation.NoneFree());
        assertThat(get(a.registry.reservePort(eve, "t", RANGE, Set.of())))
                .isEqualTo(new PortReservation.Reserved(20_002));
        assertThat(get(a.registry.reservePort(new ClientId("mallory"), "t", RANGE, Set.of())))
                .isEqualTo(new PortReservation.NoneFree());
    }

    @Test
    void aReservationAskedForWhileTheTablesAreMadeWaitsForThem() throws Exception {
        CompletableFuture<Void> migrated = new CompletableFuture<>();
        try (Database opening = Database.open(settings());
                ReconcilingConnectionRegistry started =
                        new ReconcilingConnectionRegistry(opening, migrated, a.node, claim -> {}, System::nanoTime)) {
            CompletableFuture<PortReservation> byNumber =
                    started.reservePort(bob, "ssh", 20_001).toCompletableFuture();
            CompletableFuture<PortReservation> any =
                    started.reservePort(bob, "other", RANGE, Set.of(20_001)).toCompletableFuture();
            CompletableFuture<Boolean> host =
                    started.reserveHost(bob, "opening.example").toCompletableFuture();
            assertThat(List.of(byNumber, any, host)).noneMatch(CompletableFuture::isDone);

            get(opening.migrate("db/registry", "registry_history"));
            migrated.complete(null);
            assertThat(get(byNumber)).isEqualTo(new PortReservation.Reserved(20_001));
            assertThat(get(any)).isInstanceOf(PortReservation.Reserved.class);
            assertThat(get(host)).isTrue();
        }
    }

    @Test
    void whileTheDatabaseIsDownHeldClientsGoOnAndAreMadeGoodAfterwards() throws Exception {
        Claim early = get(a.registry.upsertConnection(new ClientId("early"), "i", "ws-early"));
        assertThat(get(a.registry.reservePort(bob, "ssh", 20_001))).isInstanceOf(PortReservation.Reserved.class);
        a.connections.down(true);
        assertThatThrownBy(a::beat).hasMessageContaining("down");

        assertThat(get(a.registry.upsertConnection(bob, "i", "ws-b")).epoch()).isEqualTo(Claim.PENDING);
        assertThat(get(a.registry.deleteConnection(early))).isFalse();
        assertThat(get(a.registry.isKnown(bob))).isTrue();
        assertThat(get(a.registry.reservePort(bob, "ssh", 20_001))).isEqualTo(new PortReservation.Reserved(20_001));
        assertThat(get(a.registry.reservePort(bob, "ssh", RANGE, Set.of())))
                .isEqualTo(new PortReservation.Reserved(20_001));
        assertThatThrownBy(() -> get(a.registry.reservePort(bob, "other", 20_002)))
                .hasCauseInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> get(a.registry.findTunnelWsId(bob)))
                .hasCauseInstanceOf(RegistryUnavailableException.class);

        a.connections.down(false);
        a.beat();
        await().untilAsserted(() -> {
            assertThat(get(b.registry.findTunnelWsId(bob))).hasSize(1);
            assertThat(get(b.registry.findTunnelWsId(new ClientId("early")))).isEmpty();
        });
    }

    @Test
    void aHungDatabaseHoldsNobodyUpForLongerThanTheTimeout() throws Exception {
        a.connections.hang();
        CompletableFuture<Claim> claim =
                a.registry.upsertConnection(bob, "i", "ws").toCompletableFuture();
        CompletableFuture<?> lookup = a.registry.findTunnelWsId(bob).toCompletableFuture();
        await().atMost(Duration.ofSeconds(6)).until(() -> claim.isDone() && lookup.isDone());
        assertThat(claim.get().epoch()).isEqualTo(Claim.PENDING);
        assertThat(lookup).isCompletedExceptionally();

        a.connections.letGo();
        a.beat();
        await().untilAsserted(
                        () -> assertThat(get(b.registry.findTunnelWsId(bob))).hasSize(1));
    }

    @Test
    void aDatabaseThatRefusesOneStatementIsAskedAgain() throws Exception {
        a.connections.down(true);
        assertThat(get(a.registry.upsertConnection(bob, "i", "ws")).epoch()).isEqualTo(Claim.PENDING);
        a.connections.down(false);
        a.beat();
        await().untilAsserted(
                        () -> assertThat(get(b.registry.findTunnelWsId(bob))).hasSize(1));
    }

    @Test
    void twoNodesClaimingAtRandomLeaveAConsistentHistory() throws Exception {
        ClaimHistory.check(a.database, b.database, historyOperations());
    }

    /** How many random operations the history has. */
    abstract int historyOperations();

    private void endLease(String nodeId) throws Exception {
        assertThat(b.execute(
                        "UPDATE nodes SET lease_until = TIMESTAMPADD(SECOND, -60, CURRENT_TIMESTAMP(3)) WHERE node_id = ?",
                        nodeId))
                .isEqualTo(1);
    }

    private void forget(String nodeId) throws Exception {
        assertThat(b.execute(
                        "UPDATE nodes SET lease_until = TIMESTAMPADD(SECOND, ?, CURRENT_TIMESTAMP(3)) WHERE node_id = ?",
                        -NodeTable.FORGET_AFTER.toSeconds() - 60,
                        nodeId))
                .isEqualTo(1);
    }
}
