package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.auth.CertificateStore;
import dev.moosic.tunnel.auth.StoredCertificate;
import dev.moosic.tunnel.server.config.AcmeSettings;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.exception.AcmeException;

/** The account with the ACME authority: one for all nodes on a database, made when it is first needed. */
final class AcmeAccount {
    private static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(10);

    private final AcmeSettings settings;
    private final CompletableFuture<CertificateStore> database;
    private @Nullable Login login;

    AcmeAccount(AcmeSettings settings, CompletableFuture<CertificateStore> database) {
        this.settings = settings;
        this.database = database;
    }

    /** Blocks; on the thread of ACME. */
    Login login() throws AcmeException {
        Login known = login;
        if (known != null) {
            return known;
        }
        Session session = new Session(settings.directory());
        session.networkSettings().setTimeout(NETWORK_TIMEOUT);
        AccountBuilder account = new AccountBuilder().agreeToTermsOfService().useKeyPair(keyPair());
        if (settings.email() != null) {
            account.addEmail(settings.email());
        }
        Login made = account.createLogin(session);
        login = made;
        return made;
    }

    private KeyPair keyPair() {
        StoredCertificate stored = database.thenCompose(store -> store.findOrCreate(
                        "acme-account:" + settings.directory(), () -> toStored(PrivateAuthority.newKeyPair())))
                .orTimeout(STORE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        try {
            KeyFactory keys = KeyFactory.getInstance("EC");
            byte[] publicHalf = Base64.getDecoder().decode(stored.certificates());
            return new KeyPair(
                    keys.generatePublic(new X509EncodedKeySpec(publicHalf)),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(stored.privateKey())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the ACME account key in the database is damaged", e);
        }
    }

    private static StoredCertificate toStored(KeyPair pair) {
        return new StoredCertificate(
                pair.getPrivate().getEncoded(),
                Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
    }
}
