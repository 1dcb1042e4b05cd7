package dev.moosic.tunnel.protocol.mux;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.util.Map;

/**
 * Options of a {@link StreamChannel}: those of every channel, {@link StreamChannel#AUTO_CONSUME} and
 * {@link StreamChannel#READ_AHEAD}.
 */
final class StreamChannelConfig extends DefaultChannelConfig {
    /** Room for two reads of a socket and one more: else its reading is stopped and started again in each turn. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 192 * 1024);

    /** Streams read what was received already, so one allocator that allocates nothing serves all. */
    private static final RecvByteBufAllocator RECEIVE_ALLOCATOR = new AdaptiveRecvByteBufAllocator();

    private final StreamChannel stream;
    private volatile boolean autoConsume = true;
    private volatile boolean readAhead;

    StreamChannelConfig(StreamChannel stream) {
        super(stream, RECEIVE_ALLOCATOR);
        this.stream = stream;
        setWriteBufferWaterMark(WATER_MARK);
    }

    boolean isAutoConsume() {
        return autoConsume;
    }

    @Override
    protected void autoReadCleared() {
        stream.input().autoReadCleared();
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(super.getOptions(), StreamChannel.AUTO_CONSUME, StreamChannel.READ_AHEAD);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getOption(ChannelOption<T> option) {
        if (option == StreamChannel.AUTO_CONSUME) {
            return (T) Boolean.valueOf(autoConsume);
        }
        return option == StreamChannel.READ_AHEAD ? (T) Boolean.valueOf(readAhead) : super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (option == StreamChannel.AUTO_CONSUME) {
            validate(option, value);
            autoConsume = (Boolean) value;
            return true;
        }
        if (option == StreamChannel.READ_AHEAD) {
            validate(option, value);
            readAhead = (Boolean) value;
            stream.input().readAhead(readAhead);
            return true;
        }
        return super.setOption(option, value);
    }
}
