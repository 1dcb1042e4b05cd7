package dev.moosic.tunnel.bench.report;

import dev.moosic.tunnel.bench.plan.RawResults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** stub */
public final class Page {
    public Page(RawResults results) {}

    public List<Path> write(Path docs) throws IOException {
        return List.of();
    }
}
