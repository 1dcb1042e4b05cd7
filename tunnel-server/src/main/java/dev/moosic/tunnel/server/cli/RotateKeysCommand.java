package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.server.admin.AdminClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rotate-keys}: a new signing key, on demand. */
@Command(
        name = "rotate-keys",
        mixinStandardHelpOptions = true,
        description = {"Makes a new signing key. What was issued before stays good.", ""})
final class RotateKeysCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        String signsFrom = AdminClient.of(data.directory()).rotateKeys().signsFrom();
        Output.of(spec).out("a new key signs from " + signsFrom);
        return ExitCode.OK;
    }
}
