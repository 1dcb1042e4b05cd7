package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One authority and one certificate (P-256) for the TLS rows of all contestants. How each is told whom to trust is in its
 * own class.
 *
 * @param authority PEM
 * @param certificate PEM, for 127.0.0.1 and localhost
 * @param key PEM, PKCS#8
 * @param both certificate and key in one PEM file
 * @param identity certificate and key, PKCS#12, password {@link #PASSWORD}
 * @param trustStore the authority, PKCS#12, password {@link #PASSWORD}
 */
record Certificates(Path authority, Path certificate, Path key, Path both, Path identity, Path trustStore) {
    static final String PASSWORD = "benchmark";

    static Certificates make(Path folder, Tools tools) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Certificates made = new Certificates(
                folder.resolve("ca.pem"),
                folder.resolve("server.pem"),
                folder.resolve("server.key"),
                folder.resolve("both.pem"),
                folder.resolve("server.p12"),
                folder.resolve("trust.p12"));
        String openssl = tools.path("openssl");
        Path request = folder.resolve("server.csr");
        Path extensions = Files.writeString(
                folder.resolve("extensions"),
                "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n");
        String caKey = folder.resolve("ca.key").toString();
        Tools.run(List.of(
                openssl,
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=benchmark authority",
                "-keyout",
                caKey,
                "-out",
                made.authority.toString()));
        Tools.run(List.of(
                openssl,
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-keyout",
                made.key.toString(),
                "-out",
                request.toString()));
        Tools.run(List.of(
                openssl,
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-CA",
                made.authority.toString(),
                "-CAkey",
                caKey,
                "-CAcreateserial",
                "-days",
                "30",
                "-extfile",
                extensions.toString(),
                "-out",
                made.certificate.toString()));
        Files.deleteIfExists(made.trustStore); // of an earlier run into the same folder
        Files.writeString(made.both, Files.readString(made.certificate) + Files.readString(made.key));
        Tools.run(List.of(
                openssl,
                "pkcs12",
                "-export",
                "-in",
                made.certificate.toString(),
                "-inkey",
                made.key.toString(),
                "-certfile",
                made.authority.toString(),
                "-passout",
                "pass:" + PASSWORD,
                "-out",
                made.identity.toString()));
        Tools.run(List.of(
                Path.of(tools.java()).resolveSibling("keytool").toString(),
                "-importcert",
                "-noprompt",
                "-alias",
                "ca",
                "-file",
                made.authority.toString(),
                "-keystore",
                made.trustStore.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        return made;
    }
}
