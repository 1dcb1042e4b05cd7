package dev.moosic.tunnel.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleLibraryTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    static Path music;

    private static SampleLibrary library;

    @BeforeAll
    static void start() throws IOException {
        library = SampleLibrary.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), music);
    }

    @AfterAll
    static void stop() {
        library.close();
    }

    @Test
    void aTrackIsRealAudioAndEqualOnEveryMachine() throws Exception {
        AudioFileFormat format = AudioSystem.getAudioFileFormat(track(3).toFile());
        assertThat(format.getFormat().getSampleRate()).isEqualTo(44_100);
        assertThat(format.getFrameLength()).isEqualTo(3 * 44_100);
        assertThat(Files.size(track(1))).isEqualTo(10_584_044);
        assertThat(get("/").body()).asString(StandardCharsets.UTF_8).contains("SHA-256 <code>8e7b870360cce3fc");
    }

    @Test
    void aSecondStartTakesTheTracksThatAreThere() throws Exception {
        Object before = Files.getAttribute(track(1), "unix:ino");
        Catalogue.open(music);
        assertThat(Files.getAttribute(track(1), "unix:ino")).isEqualTo(before);
    }

    @Test
    void servesAWholeTrack() throws Exception {
        HttpResponse<byte[]> response = get("/files/track?trackId=1");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("audio/wav");
        assertThat(response.headers().firstValue("accept-ranges")).contains("bytes");
        assertThat(response.body()).isEqualTo(Files.readAllBytes(track(1)));
    }

    @Test
    void servesAPart() throws Exception {
        HttpResponse<byte[]> response = get("/files/track?trackId=2", "Range", "bytes=1000-1999");
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.headers().firstValue("content-range")).contains("bytes 1000-1999/2116844");
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(Files.readAllBytes(track(2)), 1000, 2000));
    }

    @Test
    void refusesAPartBeyondTheEnd() throws Exception {
        HttpResponse<byte[]> response = get("/files/track?trackId=2", "Range", "bytes=2116844-");
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(response.headers().firstValue("content-range")).contains("bytes */2116844");
    }

    @Test
    void headTellsTheLengthAndSendsNoBody() throws Exception {
        HttpRequest request = request("/files/track?trackId=1")
                .method("HEAD", BodyPublishers.noBody())
                .build();
        HttpResponse<byte[]> response = HTTP.send(request, BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValueAsLong("content-length")).hasValue(10_584_044);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void validatorsSpareASecondTransfer() throws Exception {
        HttpResponse<byte[]> first = get("/files/track?trackId=3");
        String tag = first.headers().firstValue("etag").orElseThrow();
        String date = first.headers().firstValue("last-modified").orElseThrow();
        assertThat(get("/files/track?trackId=3", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(get("/files/track?trackId=3", "If-Modified-Since", date).statusCode())
                .isEqualTo(304);
        assertThat(get("/files/track?trackId=3", "Range", "bytes=0-9", "If-Range", tag)
                        .statusCode())
                .isEqualTo(206);
        assertThat(get("/files/track?trackId=3", "Range", "bytes=0-9", "If-Range", "\"old\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void drawsACover() throws Exception {
        HttpResponse<byte[]> response = get("/files/albums/1/300x200");
        assertThat(response.headers().firstValue("content-type")).contains("image/png");
        var image = ImageIO.read(new ByteArrayInputStream(response.body()));
        assertThat(image.getWidth()).isEqualTo(300);
        assertThat(image.getHeight()).isEqualTo(200);
        assertThat(get("/files/artists/1/source").statusCode()).isEqualTo(200);
        assertThat(get("/files/albums/1/0x9999").statusCode()).isEqualTo(400);
    }

    @Test
    void echoesABodyWithoutALengthAndOneWith() throws Exception {
        byte[] body = new byte[3_000_000];
        new Random(1).nextBytes(body);
        HttpRequest chunked = request("/echo")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();
        assertThat(HTTP.send(chunked, BodyHandlers.ofByteArray()).body()).isEqualTo(body);
        HttpRequest fixed = request("/echo")
                .expectContinue(true)
                .PUT(BodyPublishers.ofByteArray(body))
                .build();
        assertThat(HTTP.send(fixed, BodyHandlers.ofByteArray()).body()).isEqualTo(body);
    }

    @Test
    void sendsEvents() throws Exception {
        HttpResponse<byte[]> response = get("/sse?count=3&intervalMs=1");
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(response.body()).asString(StandardCharsets.UTF_8).contains("id: 0\n", "id: 2\n");
        assertThat(get("/sse?count=none").statusCode()).isEqualTo(400);
    }

    @Test
    void echoesOverAWebSocket() throws Exception {
        CompletableFuture<String> echoed = new CompletableFuture<>();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .buildAsync(
                        URI.create(library.url().toString().replace("http", "ws") + "/ws?clientId=1"), listener(echoed))
                .get(10, TimeUnit.SECONDS);
        socket.sendText("hello", true);
        assertThat(echoed.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
        socket.abort();
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(get("/files/track").statusCode()).isEqualTo(400);
        assertThat(get("/files/track?trackId=99").statusCode()).isEqualTo(404);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        HttpRequest delete = request("/files/track?trackId=1").DELETE().build();
        assertThat(HTTP.send(delete, BodyHandlers.discarding()).statusCode()).isEqualTo(405);
    }

    @Test
    void refusesATakenPort() {
        InetSocketAddress taken =
                new InetSocketAddress(library.url().getHost(), library.url().getPort());
        assertThatThrownBy(() -> SampleLibrary.start(taken, music)).isInstanceOf(BindException.class);
    }

    private static WebSocket.Listener listener(CompletableFuture<String> echoed) {
        return new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                echoed.complete(text.toString());
                return CompletableFuture.completedStage(null);
            }
        };
    }

    private static Path track(int id) {
        return music.resolve("track-" + id + ".wav");
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(library.url() + path));
    }
}
