package dev.moosic.tunnel.server.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What the admin listener shows over TLS, for who reads it from {@code admin.json}. One of the three is there, or none while
 * the server has no certificate yet.
 *
 * @param pin of the private authority that certified it, see {@code Invite.pin}
 * @param certificate file (PEM) whose first certificate it is
 * @param name the host name that an authority of WebPKI certified
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdminTrust(
        @Nullable String pin,
        @Nullable String certificate,
        @Nullable String name) {
    /** Nothing is known yet. */
    static final AdminTrust NONE = new AdminTrust(null, null, null);

    /** A certificate of the private authority. */
    public static AdminTrust ofPin(String pin) {
        return new AdminTrust(pin, null, null);
    }

    /** The certificate in a file, an absolute path. */
    public static AdminTrust ofCertificate(String file) {
        return new AdminTrust(null, file, null);
    }

    /** A certificate under WebPKI. */
    public static AdminTrust ofName(String name) {
        return new AdminTrust(null, null, name);
    }
}
