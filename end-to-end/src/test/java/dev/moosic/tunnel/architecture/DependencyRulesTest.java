package dev.moosic.tunnel.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** Which part may know which: {@code docs/architecture.md}, "Who may know whom". */
@AnalyzeClasses(
        packages = "dev.moosic.tunnel",
        importOptions = {DoNotIncludeTests.class, DependencyRulesTest.DoNotIncludeTestJars.class})
class DependencyRulesTest {
    /** What the tests of several modules share comes as a jar. */
    static final class DoNotIncludeTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String PROTOCOL = "dev.moosic.tunnel.protocol..";
    private static final String IDENTITY = "dev.moosic.tunnel.protocol.identity..";
    private static final String PACKET = "dev.moosic.tunnel.protocol.packet..";
    private static final String MUX = "dev.moosic.tunnel.protocol.mux..";
    private static final String RELAY = "dev.moosic.tunnel.protocol.relay..";
    private static final String TRANSPORT = "dev.moosic.tunnel.protocol.transport..";
    private static final String WEBSOCKET = "dev.moosic.tunnel.protocol.websocket..";
    private static final String AUTH = "dev.moosic.tunnel.auth..";
    private static final String SERVER = "dev.moosic.tunnel.server..";
    private static final String CLIENT = "dev.moosic.tunnel.client..";
    private static final String SAMPLE = "dev.moosic.tunnel.sample..";
    private static final String BENCH = "dev.moosic.tunnel.bench..";

    @ArchTest
    static final ArchRule protocolKnowsNoProgram = noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(AUTH, SERVER, CLIENT, SAMPLE);

    @ArchTest
    static final ArchRule identityKnowsNothingElseOfTheProtocol = noClasses()
            .that()
            .resideInAPackage(IDENTITY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PACKET, MUX, RELAY, TRANSPORT, WEBSOCKET);

    @ArchTest
    static final ArchRule authServiceKnowsTheIdentityPackageOnly = noClasses()
            .that()
            .resideInAPackage(AUTH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PACKET, MUX, RELAY, TRANSPORT, WEBSOCKET, SERVER, CLIENT, SAMPLE);

    @ArchTest
    static final ArchRule serverKnowsNoClient = noClasses()
            .that()
            .resideInAPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CLIENT, SAMPLE);

    @ArchTest
    static final ArchRule clientKnowsTheProtocolOnly = noClasses()
            .that()
            .resideInAPackage(CLIENT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER, AUTH, SAMPLE);

    @ArchTest
    static final ArchRule sampleLibraryKnowsNothingOfTunnels = noClasses()
            .that()
            .resideInAPackage(SAMPLE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PROTOCOL, AUTH, SERVER, CLIENT);

    @ArchTest
    static final ArchRule theJudgeKnowsNothingOfTunnelsButSockets = noClasses()
            .that()
            .resideInAPackage(BENCH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(IDENTITY, PACKET, MUX, RELAY, WEBSOCKET, AUTH, SERVER, CLIENT, SAMPLE);

    @ArchTest
    static final ArchRule nobodyKnowsTheJudge = noClasses()
            .that()
            .resideOutsideOfPackage(BENCH)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BENCH);

    @ArchTest
    static final ArchRule connectedClientsKnowNoIngress = noClasses()
            .that()
            .resideInAPackage("dev.moosic.tunnel.server.control..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.moosic.tunnel.server.remote..", "dev.moosic.tunnel.server.api..");

    @ArchTest
    static final ArchRule ingressesDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("dev.moosic.tunnel.server.remote..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.moosic.tunnel.server.api..");

    @ArchTest
    static final ArchRule onlyStoresSpeakSql = noClasses()
            .that()
            .resideOutsideOfPackages("dev.moosic.tunnel.server.registry..", "dev.moosic.tunnel.server.database..", AUTH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "com.zaxxer.hikari..", "org.flywaydb..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.moosic.tunnel.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesTellARole = noClasses()
            .should()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl");

    @ArchTest
    static final ArchRule onlyTheClientsMainThreadSleeps = noClasses()
            .that()
            .resideOutsideOfPackages("dev.moosic.tunnel.client.run..", BENCH)
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .because("event loops have timers");

    @ArchTest
    static final ArchRule packagesAreNullMarked = classes().should(new ArchCondition<>("be in a null-marked package") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
            events.add(new SimpleConditionEvent(
                    type, marked, type.getPackageName() + " has no package-info.java with @NullMarked"));
        }
    });
}
