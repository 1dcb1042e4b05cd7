package dev.moosic.tunnel.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    private static final String HASH = "$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43);
    private static final String TUNNEL = "tunnels:\n- {name: music, type: http, local: 8001}\n";

    @TempDir
    Path folder;

    @Test
    void everyKeyIsUnderstood() throws Exception {
        ConfigFile read = ConfigFile.parse("t.yaml", """
                servers: [https://a.example.com, "ws://127.0.0.1:8000"]
                invite: moosic-invite-1.x.y
                data: /var/lib/tunnel
                proxy: socks5://user:p%40ss@proxy:1081
                insecure: true
                mask: zero
                connect-timeout: 2s
                log-level: debug
                tunnels:
                  - name: music
                    type: http
                    local: music:8001
                    host: music.example.com
                    access: public
                  - name: ssh
                    type: tcp
                    local: "[::1]:22"
                    remote-port: 20022
                    proxy-protocol: yes
                    connect-timeout: 500ms
                """);

        ConfigLayer layer = read.layer();
        assertThat(layer.servers())
                .containsExactly(
                        new ServerAddress(true, "a.example.com", 443), new ServerAddress(false, "127.0.0.1", 8000));
        assertThat(layer.proxy()).isEqualTo(new ProxyAddress(ProxyAddress.Kind.SOCKS5, "proxy", 1081, "user", "p@ss"));
        assertThat(layer.insecure()).isTrue();
        assertThat(layer.mask()).isEqualTo(Mask.ZERO);
        assertThat(layer.logLevel()).isEqualTo(LogLevel.DEBUG);
        assertThat(layer.data()).isEqualTo(Path.of("/var/lib/tunnel"));
        assertThat(read.tunnels())
                .containsExactly(
                        new TunnelConfig(
                                "music",
                                Tunnel.Type.HTTP,
                                new LocalAddress("music", 8001),
                                0,
                                List.of("music.example.com"),
                                Tunnel.Access.PUBLIC,
                                false,
                                Duration.ofSeconds(2)),
                        new TunnelConfig(
                                "ssh",
                                Tunnel.Type.TCP,
                                new LocalAddress("::1", 22),
                                20022,
                                List.of(),
                                Tunnel.Access.TOKEN,
                                true,
                                Duration.ofMillis(500)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "serverz: x                                            | t.yaml:1: unknown key \"serverz\"; did you mean \"server",
                "mask: none                                            | t.yaml:1: mask: \"none\" is not one of auto, zero, random",
                "insecure: maybe                                       | t.yaml:1: insecure: \"maybe\" is neither true nor false",
                "server: tunnel.example.com                            | t.yaml:1: server: server \"tunnel.example.com\" is not a URL",
                "server: https://a\\nservers: [https://b]              | t.yaml:2: give either \"server\" or \"servers\"",
                "mask: zero\\nmask: zero                               | t.yaml:2: \"mask\" is given twice",
                "tunnels: {a: b}                                       | t.yaml:1: \"tunnels\" is a list",
                "tunnels:\\n- just text                                | t.yaml:2: expected \"key: value\" lines",
                "tunnels:\\n- {name: a, type: http}                    | t.yaml:2: \"local\" is missing",
                "tunnels:\\n- {name: a, local: 1}                      | t.yaml:2: \"type\" is missing",
                "tunnels:\\n- {type: http, local: 1}                   | t.yaml:2: \"name\" is missing",
                "tunnels:\\n- {name: A b, type: http, local: 1}        | t.yaml:2: name: tunnel name \"A b\" is not 1–63",
                "tunnels:\\n- {name: a, type: udp, local: 1}           | t.yaml:2: type: \"udp\" is not one of tcp, http",
                "tunnels:\\n- {name: a, type: http, local: 0}          | t.yaml:2: local: local address \"0\" is not a port",
                "tunnels:\\n- {name: a, type: http, local: http://x}   | t.yaml:2: local: local address \"http://x\" is a URL",
                "tunnels:\\n- {name: a, type: tcp, local: 1, host: x}  | t.yaml:2: \"host\" does not belong here: only an http",
                "tunnels:\\n- {name: a, type: http, local: 1, remote-port: 2} | t.yaml:2: \"remote-port\" does not belong here",
                "tunnels:\\n- {name: a, type: tcp, local: 1, remote-port: 70000} | t.yaml:2: remote-port: remote port \"70000\"",
                "tunnels:\\n- {name: a, type: http, local: 1, acces: public}  | t.yaml:2: unknown key \"acces\"; did you mean \"access\"",
                "tunnels:\\n- {name: a, type: tcp, local: 1}\\n- {name: a, type: tcp, local: 2} | t.yaml:3: a tunnel named \"a\" is already",
                "tunnels:\\n- {name: a, type: http, local: 1}\\n- {name: b, type: http, local: 2} | t.yaml:3: http tunnel \"a\" answers for the client already",
                "tunnels:\\n- {name: a, type: tcp, local: 1, connect-timeout: 5} | t.yaml:2: connect-timeout: \"5\" is not a duration",
                "tunnels: []                                           | t.yaml:1: no tunnels",
                "log-level: warn                                       | t.yaml:1: no tunnels",
                "tunnels: [                                            | t.yaml:1: not valid YAML",
                "a: *b                                                 | t.yaml:1: not valid YAML",
                "`` | t.yaml: empty",
            })
    void faultsNameFileLineAndRemedy(String yaml, String message) {
        assertThatThrownBy(() -> ConfigFile.parse("t.yaml", yaml.replace("\\n", "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aProxyPasswordIsNotRepeatedInErrors() {
        assertThatThrownBy(() -> ConfigFile.parse("t.yaml", "proxy: ftp://u:canary@x\n" + TUNNEL))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void tooManyTunnelsAreRefused() {
        StringBuilder yaml = new StringBuilder("tunnels:\n");
        for (int i = 0; i < 65; i++) {
            yaml.append("- {name: t").append(i).append(", type: tcp, local: 1}\n");
        }
        assertThatThrownBy(() -> ConfigFile.parse("t.yaml", yaml.toString()))
                .hasMessageContaining("65 tunnels; at most 64");
    }

    @Test
    void httpTunnelsAreToldApartByTheirHosts() throws Exception {
        ConfigFile read = ConfigFile.parse("t.yaml", """
                tunnels:
                  - {name: photos, type: http, local: 1, host: photos.example.com}
                  - {name: music, type: http, local: 2}
                  - {name: films, type: http, local: 3, host: films.example.com}
                """);
        assertThat(read.tunnels()).extracting(TunnelConfig::name).containsExactly("photos", "music", "films");
    }

    @Test
    void aFileThatIsMissingOrBinaryIsNamed() throws Exception {
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none.yaml")))
                .hasMessageContaining("none.yaml: no such file");
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> ConfigFile.read(binary)).hasMessageContaining("binary.yaml: not UTF-8");
    }

    @Test
    void layersOverrideOneAnother() throws Exception {
        ConfigLayer file = ConfigFile.parse("t.yaml", "mask: zero\nlog-level: info\n" + TUNNEL)
                .layer();
        ConfigLayer options = new ConfigLayer(null, null, null, null, null, null, null, Mask.RANDOM, null);
        ConfigLayer merged = options.over(file);
        assertThat(merged.mask()).isEqualTo(Mask.RANDOM);
        assertThat(merged.logLevel()).isEqualTo(LogLevel.INFO);
    }

    @Test
    void usersAreReadAndShownToNobody() throws ConfigException {
        String tunnel = "tunnels:\n  - name: a\n    type: http\n    local: 80\n    access: basic\n    users:\n";
        ConfigFile read = ConfigFile.parse("f", tunnel + "      - anna:" + HASH + "\n      - \"ben b:" + HASH + "\"\n");
        TunnelConfig config = read.tunnels().get(0);
        assertThat(config.users()).containsExactly(new BasicUser("anna", HASH), new BasicUser("ben b", HASH));
        assertThat(config.toTunnel(1).users()).isEqualTo(config.users());
        assertThat(read.toString()).contains("anna").doesNotContain("argon2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: http, access: basic                            | t.yaml:2: access \"basic\" needs at least one user",
                "type: http, access: basic, users: []                 | t.yaml:2: access \"basic\" needs at least one user",
                "type: http, users: ['anna:HASH']                     | t.yaml:2: \"users\" is for access \"basic\" only",
                "type: http, access: public, users: ['anna:HASH']     | t.yaml:2: \"users\" is for access \"basic\" only",
                "type: tcp, users: ['anna:HASH']                      | t.yaml:2: \"users\" does not belong here: only an http",
                "type: http, access: basic, users: [canary]           | t.yaml:2: users: a user is NAME:HASH, and this has no",
                "type: http, access: basic, users: ['anna:canary']    | t.yaml:2: users: user \"anna\": expected an Argon2id",
                "type: http, access: basic, users: [':canary']        | t.yaml:2: users: a user's name has to be 1 to 64",
                "type: http, access: basic, users: ['a:HASH','a:HASH'] | t.yaml:2: user \"a\" is given twice",
            })
    void faultsOfUsersAreNamedWithoutQuotingWhatMayBeAPassword(String entry, String message) {
        String yaml = "tunnels:\n- {name: a, local: 80, " + entry.replace("HASH", HASH) + "}\n";
        assertThatThrownBy(() -> ConfigFile.parse("t.yaml", yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("canary");
    }

    @Test
    void moreThanTwentyUsersAreRefused() {
        StringBuilder yaml = new StringBuilder("tunnels:\n- {name: a, local: 80, type: http, access: basic, users: [");
        for (int i = 0; i < 21; i++) {
            yaml.append("'u").append(i).append(':').append(HASH).append("',");
        }
        assertThatThrownBy(() -> ConfigFile.parse("t.yaml", yaml + "]}\n"))
                .hasMessageContaining("21 users; expected 1 to 20");
    }

    @Test
    void addressRulesAreReadAndChecked() throws ConfigException {
        String tunnel = "tunnels:\n  - name: a\n    type: tcp\n    local: 22\n";
        ConfigFile read =
                ConfigFile.parse("f", tunnel + "    allow: [192.0.2.0/24, 2001:db8::1]\n    deny: 192.0.2.7\n");
        assertThat(read.tunnels().get(0).addresses())
                .isEqualTo(new AddressRules(List.of("192.0.2.0/24", "2001:db8::1"), List.of("192.0.2.7")));
        assertThat(ConfigFile.parse("f", tunnel).tunnels().get(0).addresses()).isNull();
        assertThatThrownBy(() -> ConfigFile.parse("f", tunnel + "    allow: 192.0.2.0/40\n"))
                .hasMessageContaining("is not a network such as 192.0.2.0/24");
    }
}
