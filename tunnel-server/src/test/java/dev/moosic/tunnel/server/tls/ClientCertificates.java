package dev.moosic.tunnel.server.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.util.List;

/** Certificates that clients show, and who issues them. */
final class ClientCertificates {
    private ClientCertificates() {}

    static X509Bundle authority() throws Exception {
        return new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=clients")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    static KeyedCertificate issuedBy(X509Bundle authority) throws Exception {
        X509Bundle client = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=a client")
                .buildIssuedBy(authority);
        return new KeyedCertificate(
                client.getKeyPair().getPrivate(), List.of(client.getCertificate(), authority.getCertificate()));
    }
}
