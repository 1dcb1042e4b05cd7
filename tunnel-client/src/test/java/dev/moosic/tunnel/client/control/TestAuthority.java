package dev.moosic.tunnel.client.control;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A private authority and a node's certificate from it. */
record TestAuthority(X509Bundle authority, X509Bundle node) {

    static TestAuthority create() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=Test authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle node = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=a node")
                .buildIssuedBy(authority);
        return new TestAuthority(authority, node);
    }

    /** The node's certificate, then the authority's. */
    X509Certificate[] chain() {
        return new X509Certificate[] {node.getCertificate(), authority.getCertificate()};
    }

    SslContext serverContext() throws Exception {
        return SslContextBuilder.forServer(node.getKeyPair().getPrivate(), chain())
                .build();
    }

    /** Of the authority's public key. */
    String pin() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(authority.getKeyPair().getPublic().getEncoded());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }
}
