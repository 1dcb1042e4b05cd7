package dev.moosic.tunnel.client.control;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A private authority and a server's certificate from it, made by the JDK's keytool.
 *
 * @param chain the server's certificate, then the authority's
 */
record TestAuthority(PrivateKey key, List<X509Certificate> chain) {
    private static final String PASSWORD = "only-a-test";

    static TestAuthority create(Path folder) throws Exception {
        Files.createDirectories(folder);
        String store = folder.resolve("keys.p12").toString();
        keytool(store, "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=Test authority", "-ext", "bc:c");
        keytool(store, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=a node", "-signer", "ca");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(store))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        List<X509Certificate> chain = Arrays.stream(keys.getCertificateChain("server"))
                .map(X509Certificate.class::cast)
                .toList();
        return new TestAuthority((PrivateKey) keys.getKey("server", PASSWORD.toCharArray()), chain);
    }

    private static void keytool(String store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store, "-storetype", "PKCS12", "-storepass", PASSWORD, "-validity", "2"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }

    SslContext serverContext() throws Exception {
        return SslContextBuilder.forServer(key, chain).build();
    }

    /** Of the authority's public key. */
    String pin() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(chain.get(chain.size() - 1).getPublicKey().getEncoded());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }
}
