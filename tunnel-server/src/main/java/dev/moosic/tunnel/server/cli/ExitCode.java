package dev.moosic.tunnel.server.cli;

/** The exit codes of {@code tunnel-server.jar}, after {@code sysexits.h} where it has one. */
public final class ExitCode {
    public static final int OK = 0;

    /** A subcommand asked for what the server does not do as things stand, such as to release a port in use. */
    public static final int REFUSED = 1;

    /** A fault of the program. */
    public static final int INTERNAL = 70;

    /** A subcommand found no running server. */
    public static final int UNAVAILABLE = 69;

    /** A bad option, key or value, or an address that cannot be listened on. */
    public static final int CONFIG = 78;

    private ExitCode() {}
}
