package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people meet first: help, and what a slip of the finger is answered with. */
class CommandLineIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Program.class)
    void helpGoesToTheOutputAndNothingElseIsSaid(Program program) {
        Completed help = Completed.run(program, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.output()).contains("Usage: ");
        assertThat(help.errors()).isEmpty();
    }

    @Test
    void theServerNamesTheNearestOption() {
        Completed answer = Completed.run(Program.TUNNEL_SERVER, "--prot", "8000", "--data", folder.toString());
        assertThat(answer.exitCode()).isEqualTo(78);
        assertThat(answer.errors()).contains("--prot").contains("--port");
    }

    @Test
    void theClientNamesTheNearestOption() {
        Completed answer = Completed.run(Program.TUNNEL_CLIENT, "tcp", "22", "--remote-prot", "20022");
        assertThat(answer.exitCode()).isEqualTo(78);
        assertThat(answer.errors()).contains("--remote-prot").contains("--remote-port");
    }

    @Test
    void aSubcommandWithoutARunningServerSaysSo() {
        Completed answer = Installation.in(folder).subcommand("clients");
        assertThat(answer.exitCode()).isEqualTo(69);
        assertThat(answer.errors()).contains("no").doesNotContain("Exception");
    }

    @Test
    void aClientWithoutAnIdentityAsksForAnInvite() {
        Completed answer = Completed.run(Program.TUNNEL_CLIENT, "http", "8001", "--data", folder.toString());
        assertThat(answer.exitCode()).isEqualTo(78);
        assertThat(answer.errors()).contains("--invite");
    }
}
