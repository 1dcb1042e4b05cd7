package dev.moosic.tunnel.sample;

import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** What the library shows to people: the player's page, and a request as it arrived. */
final class Pages {
    private static final String INDEX = resource("index.html");

    private Pages() {}

    static byte[] index(Catalogue catalogue) {
        String tracks = catalogue.tracks().stream().map(Pages::entry).collect(Collectors.joining());
        return INDEX.replace("<!-- tracks -->", tracks).getBytes(StandardCharsets.UTF_8);
    }

    /** The request line and fields as they came, for whoever wants to see what a proxy made of them. */
    static byte[] requestAsText(HttpRequest request) {
        StringBuilder text = new StringBuilder();
        text.append(request.method()).append(' ').append(request.uri()).append(' ');
        text.append(request.protocolVersion()).append('\n');
        for (Map.Entry<String, String> field : request.headers()) {
            text.append(field.getKey()).append(": ").append(field.getValue()).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String entry(Track track) {
        return """
                <li>
                  <img src="files/albums/%1$d/96x96" width="96" height="96" alt="">
                  <div>
                    <h2>%2$s</h2>
                    <audio controls preload="metadata" src="files/track?trackId=%1$d"></audio>
                    <p>%3$d s, %4$,d bytes, SHA-256 <code>%5$.16s…</code></p>
                  </div>
                </li>
                """.formatted(track.id(), track.title(), track.seconds(), track.bytes(), track.sha256());
    }

    private static String resource(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
