package dev.moosic.tunnel.sample;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The tracks of the library: made once into a folder, found again at the next start. */
final class Catalogue {
    private record Recipe(int id, String title, int seconds) {}

    /** The first is about 10 MB: long enough to stream and to seek in. */
    private static final List<Recipe> RECIPES =
            List.of(new Recipe(1, "Long Way Home", 60), new Recipe(2, "Short Path", 12), new Recipe(3, "One Hop", 3));

    private final List<Track> tracks;

    private Catalogue(List<Track> tracks) {
        this.tracks = List.copyOf(tracks);
    }

    /** Opens the library in {@code folder}, making the folder and the tracks that are not there yet. */
    static Catalogue open(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Track> tracks = new ArrayList<>();
        for (Recipe recipe : RECIPES) {
            Path file = folder.resolve("track-" + recipe.id() + ".wav");
            long bytes = WavFile.sizeOf(recipe.seconds());
            if (!Files.exists(file) || Files.size(file) != bytes) {
                make(recipe, file);
            }
            tracks.add(new Track(recipe.id(), recipe.title(), recipe.seconds(), file, bytes, sha256(file)));
        }
        return new Catalogue(tracks);
    }

    List<Track> tracks() {
        return tracks;
    }

    Optional<Track> track(String id) {
        return tracks.stream()
                .filter(track -> Integer.toString(track.id()).equals(id))
                .findFirst();
    }

    private static void make(Recipe recipe, Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16)) {
            WavFile.write(new Melody(recipe.id()), recipe.seconds(), out);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
