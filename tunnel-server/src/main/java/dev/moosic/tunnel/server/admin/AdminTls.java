package dev.moosic.tunnel.server.admin;

import io.netty.channel.ChannelHandler;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * TLS of the admin listener.
 *
 * @param handlers makes the first handler of each connection
 * @param trust what it shows; completes when that is known
 */
public record AdminTls(Supplier<ChannelHandler> handlers, CompletionStage<AdminTrust> trust) {}
