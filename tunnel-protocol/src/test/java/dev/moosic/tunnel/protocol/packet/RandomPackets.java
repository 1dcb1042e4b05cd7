package dev.moosic.tunnel.protocol.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Packets of every type, each legal, drawn from a seed. */
public final class RandomPackets {
    private static final int[] CODE_POINTS = {'a', 'Z', '0', '-', ' ', '"', '\\', 0xe9, 0x20ac, 0x4e2d, 0x1f3b5};
    private static final int[] UNKNOWN_CODES = {0x00, 0x07, 0x0f, 0x16, 0x25, 0xff};

    private final Random random;

    public RandomPackets(long seed) {
        random = new Random(seed);
    }

    /** A packet of a random type; {@link Data} is the caller's to release. */
    public ControlPacket next() {
        PacketType[] types = PacketType.values();
        return next(types[random.nextInt(types.length)]);
    }

    /** A packet of type {@code type}. */
    public ControlPacket next(PacketType type) {
        return switch (type) {
            case CLIENT_HELLO ->
                new ClientHello(
                        random.nextInt(3),
                        maybe(() -> oneOf(ClientHello.Intent.values())),
                        maybe(() -> text(300)),
                        maybe(() -> text(64)),
                        maybe(() -> text(128)),
                        maybe(this::tunnels),
                        maybe(() -> text(64)),
                        random.nextInt(16),
                        count(),
                        count(),
                        maybe(() -> text(64)));
            case SERVER_HELLO ->
                new ServerHello(
                        random.nextInt(3),
                        maybe(() -> oneOf(ServerHello.Status.values())),
                        maybe(() -> text(200)),
                        u32(),
                        maybe(() -> text(64)),
                        maybe(() -> text(64)),
                        maybe(() -> text(64)),
                        maybe(() -> text(64)),
                        maybe(() -> text(64)),
                        maybe(() -> List.of(bound(), bound())),
                        count(),
                        u32(),
                        count());
            case PING -> new Ping(random.nextLong());
            case PONG -> new Pong(random.nextLong());
            case ACK -> new Ack(count());
            case CLOSE -> new Close(oneOf(CloseCode.values()), u32(), text(200));
            case INIT ->
                new Init(
                        streamId(),
                        u32(),
                        maybe(() -> text(100)),
                        maybe(() -> text(100)),
                        maybe(() -> text(100)),
                        maybe(() -> text(100)),
                        random.nextInt(256),
                        random.nextInt(1, ProtocolLimits.INITIAL_CREDIT_BYTES + 1));
            case REFUSED -> new Refused(streamId(), oneOf(RefusalCode.values()), text(200));
            case DATA -> new Data(streamId(), payload());
            case END -> new End(streamId());
            case RESET -> new Reset(streamId(), oneOf(StreamErrorCode.values()), text(200));
            case CREDIT -> new Credit(streamId(), count());
            case BIND -> new Bind(tunnel());
            case BOUND -> new Bound(bound());
            case UNBIND -> new Unbind(u32());
            case RENEW -> new Renew(text(2_000));
            case DRAIN -> new Drain(u32(), text(200));
            case UNKNOWN -> new Unknown(UNKNOWN_CODES[random.nextInt(UNKNOWN_CODES.length)], random.nextLong());
        };
    }

    private List<Tunnel> tunnels() {
        List<Tunnel> tunnels = new ArrayList<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            tunnels.add(tunnel());
        }
        return tunnels;
    }

    private Tunnel tunnel() {
        return new Tunnel(
                Math.max(1, u32()),
                maybe(() -> text(63)),
                maybe(() -> oneOf(Tunnel.Type.values())),
                random.nextInt(65_536),
                maybe(() -> List.of(text(40))),
                maybe(() -> oneOf(Tunnel.Access.values())),
                maybe(() -> List.of(new BasicUser(text(20), text(100)))),
                maybe(() -> new AddressRules(List.of(text(40)), maybe(() -> List.of(text(40))))));
    }

    private BoundTunnel bound() {
        return new BoundTunnel(
                Math.max(1, u32()),
                maybe(() -> text(63)),
                maybe(() -> oneOf(Tunnel.Type.values())),
                maybe(() -> text(60)),
                random.nextInt(65_536),
                maybe(() -> new BoundTunnel.Failure(oneOf(BoundTunnel.Code.values()), text(60))),
                maybe(() -> List.of(text(20))));
    }

    /** Sizes at the edges of the WebSocket header's forms and of a packet, and any between. */
    private ByteBuf payload() {
        int[] edges = {1, 115, 116, 117, 16_384, ProtocolLimits.MAX_DATA_BYTES - 1, ProtocolLimits.MAX_DATA_BYTES};
        int size = random.nextBoolean() ? edges[random.nextInt(edges.length)] : 1 + random.nextInt(4_096);
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }

    private String text(int maxCharacters) {
        return random.ints(1 + random.nextInt(maxCharacters), 0, CODE_POINTS.length)
                .map(i -> CODE_POINTS[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private long streamId() {
        return random.nextBoolean() ? 1 + random.nextInt(1_000) : Math.max(1, count());
    }

    private long count() {
        return random.nextLong() >>> (1 + random.nextInt(63));
    }

    private long u32() {
        return (random.nextLong() & 0xffff_ffffL) >>> random.nextInt(32);
    }

    private <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextInt(4) == 0 ? null : value.get();
    }
}
