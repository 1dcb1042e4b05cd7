package dev.moosic.tunnel.bench.contestant;

import dev.moosic.tunnel.bench.contestant.Deployment.Starter;
import java.io.IOException;

/** The steps of one start; what runs when they fail is ended. */
@FunctionalInterface
interface Launch {
    Deployment with(Starter starter) throws IOException, InterruptedException;

    static Deployment run(Arena arena, Way way, Launch launch) throws IOException, InterruptedException {
        Starter starter = new Starter(arena, way);
        boolean up = false;
        try {
            Deployment deployment = launch.with(starter);
            up = true;
            return deployment;
        } finally {
            if (!up) {
                starter.abandon();
            }
        }
    }
}
