package dev.moosic.tunnel.client.event;

/** Told what happens to a client, on its event loop; returns at once. */
@FunctionalInterface
public interface ClientListener {
    void on(ClientEvent event);
}
