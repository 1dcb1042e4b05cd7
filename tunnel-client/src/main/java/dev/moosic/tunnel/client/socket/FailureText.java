package dev.moosic.tunnel.client.socket;

import io.netty.channel.ConnectTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What went wrong with a socket, in a few words for a person instead of a system call's. */
public final class FailureText {
    private static final String ERRNO = "failed with error(-";

    private FailureText() {}

    public static String of(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "the name is not known";
        }
        if (cause instanceof ConnectTimeoutException) {
            return "no answer in time";
        }
        if (cause instanceof ClosedChannelException) {
            return "the connection was closed";
        }
        if (isUnknownAuthority(cause)) {
            return "the server's certificate is not from an authority that this machine trusts";
        }
        if (cause instanceof CertificateExpiredException) {
            return "the server's certificate has ended (" + cause.getMessage()
                    + "): renew it there; if it is in date, set this clock, for example by NTP: it says "
                    + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        }
        return of(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }

    /** Whether a certificate's chain leads to nobody who is trusted here. */
    public static boolean isUnknownAuthority(Throwable cause) {
        return cause instanceof CertPathBuilderException;
    }

    /** The same from a message: {@code finishConnect(..) failed with error(-111): Connection refused: host} and its like. */
    public static String of(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("connection refused")) {
            return "connection refused";
        }
        if (lower.contains("connection reset") || lower.contains("connection abort") || lower.contains("broken pipe")) {
            return "connection reset";
        }
        if (lower.contains("timed out")) {
            return "no answer in time";
        }
        int errno = message.indexOf(ERRNO);
        String tail = errno < 0 ? message : message.substring(message.indexOf("): ", errno) + 3);
        return tail.replaceFirst("^([a-zA-Z_$]+\\.)+[A-Za-z_$]+: ", "");
    }
}
