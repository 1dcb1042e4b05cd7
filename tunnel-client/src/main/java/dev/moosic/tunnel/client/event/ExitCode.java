package dev.moosic.tunnel.client.event;

/** How the process ends; the numbers are those of {@code sysexits.h}. */
public final class ExitCode {
    /** Ended as asked, by a signal too. */
    public static final int OK = 0;

    /** A check found a fault, or a fault of this program. */
    public static final int FAILED = 1;

    /** The server, or for {@code status} the running client, is not there. */
    public static final int UNAVAILABLE = 69;

    /** The server refused this client's credential for good. */
    public static final int CREDENTIAL_REFUSED = 77;

    /** An option, a variable or the configuration file is wrong. */
    public static final int BAD_CONFIGURATION = 78;

    private ExitCode() {}
}
