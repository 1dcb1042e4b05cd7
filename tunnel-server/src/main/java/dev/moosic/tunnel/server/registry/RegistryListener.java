package dev.moosic.tunnel.server.registry;

/** Told what other nodes did to this node's claims. Any thread; must not block. */
@FunctionalInterface
public interface RegistryListener {

    /** Another instance took the client over on another node: this node's session of it has to go. */
    void superseded(Claim claim);
}
