package dev.moosic.tunnel.client.cli;

import static dev.moosic.tunnel.protocol.identity.PasswordHash.DEFAULT_HASH_BYTES;
import static dev.moosic.tunnel.protocol.identity.PasswordHash.DEFAULT_ITERATIONS;
import static dev.moosic.tunnel.protocol.identity.PasswordHash.DEFAULT_MEMORY_KIB;
import static dev.moosic.tunnel.protocol.identity.PasswordHash.DEFAULT_PARALLELISM;
import static dev.moosic.tunnel.protocol.identity.PasswordHash.DEFAULT_SALT_BYTES;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.event.ExitCode;
import dev.moosic.tunnel.protocol.identity.PasswordHash;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hash-password [NAME]}: what {@code users:} and {@code --user} take. */
@Command(
        name = "hash-password",
        description = {
            "Ask for a password and print its hash, for a tunnel with access basic.",
            "On a terminal the password is asked for twice and not shown; else it is the first line of standard input."
        },
        footerHeading = "%nExample of tunnel.yaml, with what \"tunnel-client hash-password anna\" printed:%n",
        footer = {
            "  tunnels:",
            "    - name: music",
            "      type: http",
            "      local: 8001",
            "      access: basic",
            "      users:",
            "        - anna:$argon2id$v=19$m=19456,t=2,p=1$…"
        })
final class HashPasswordCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Print NAME:HASH instead of the hash alone.")
    @Nullable
    String name;

    @Spec
    @Nullable
    CommandSpec spec;

    private final PasswordPrompt prompt;

    HashPasswordCommand(PasswordPrompt prompt) {
        this.prompt = prompt;
    }

    @Override
    public Integer call() throws ConfigException {
        String password = PasswordHash.normalized(prompt.ask());
        if (password.isEmpty()) {
            throw new ConfigException("the password is empty");
        }
        if (password.length() > PasswordHash.MAX_PASSWORD) {
            throw new ConfigException("the password has " + password.length() + " characters; at most "
                    + PasswordHash.MAX_PASSWORD + " are possible");
        }
        if (password.codePoints().anyMatch(Character::isISOControl)) {
            throw new ConfigException("the password has control characters, which no browser sends");
        }
        String hash = hash(password);
        if (name != null) {
            check(name + ":" + hash);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(name == null ? hash : name + ":" + hash);
        out.flush();
        return ExitCode.OK;
    }

    private static void check(String line) throws ConfigException {
        try {
            TunnelConfig.parseUser(line);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    private static String hash(String password) {
        byte[] salt = new byte[DEFAULT_SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        byte[] hash = Argon2Function.getInstance(
                        DEFAULT_MEMORY_KIB,
                        DEFAULT_ITERATIONS,
                        DEFAULT_PARALLELISM,
                        DEFAULT_HASH_BYTES,
                        Argon2.ID,
                        Argon2Function.ARGON2_VERSION_13)
                .hash(password.getBytes(StandardCharsets.UTF_8), salt)
                .getBytes();
        return new PasswordHash(DEFAULT_MEMORY_KIB, DEFAULT_ITERATIONS, DEFAULT_PARALLELISM, salt, hash).text();
    }
}
