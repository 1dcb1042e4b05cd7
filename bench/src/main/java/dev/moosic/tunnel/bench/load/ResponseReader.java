package dev.moosic.tunnel.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.util.Locale;

/** Reads responses that tell their length or are chunked, with no more work than that takes. */
final class ResponseReader {
    private static final int MAX_HEAD = 32 * 1024;

    private enum State {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        TRAILER
    }

    private final StringBuilder line = new StringBuilder();
    private State state = State.HEAD;
    private int status;
    private long remaining;
    private boolean chunked;

    void begin() {
        state = State.HEAD;
        line.setLength(0);
        status = 0;
        remaining = 0;
        chunked = false;
    }

    int status() {
        return status;
    }

    /** Takes all of {@code bytes}; whether the response is complete. */
    boolean read(ByteBuf bytes) {
        while (bytes.isReadable()) {
            switch (state) {
                case HEAD -> {
                    if (readLine(bytes)) {
                        if (headLine()) {
                            return true;
                        }
                    }
                }
                case BODY, CHUNK -> {
                    int taken = (int) Math.min(remaining, bytes.readableBytes());
                    bytes.skipBytes(taken);
                    remaining -= taken;
                    if (remaining == 0) {
                        if (state == State.BODY) {
                            return true;
                        }
                        state = State.CHUNK_SIZE;
                    }
                }
                case CHUNK_SIZE -> {
                    if (readLine(bytes)) {
                        long size =
                                Long.parseLong(line.toString().split(";", 2)[0].trim(), 16);
                        line.setLength(0);
                        remaining = size + 2;
                        state = size == 0 ? State.TRAILER : State.CHUNK;
                    }
                }
                case TRAILER -> {
                    if (readLine(bytes)) {
                        boolean end = line.length() == 0;
                        line.setLength(0);
                        if (end) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    /** Whether {@link #line} now holds a whole line, without its end. */
    private boolean readLine(ByteBuf bytes) {
        int end = bytes.forEachByte(ByteProcessor.FIND_LF);
        int length = (end < 0 ? bytes.writerIndex() : end) - bytes.readerIndex();
        if (line.length() + length > MAX_HEAD) {
            throw new IllegalStateException("a response line longer than " + MAX_HEAD + " bytes");
        }
        for (int i = 0; i < length; i++) {
            line.append((char) (bytes.readByte() & 0xff));
        }
        if (end < 0) {
            return false;
        }
        bytes.skipBytes(1);
        if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return true;
    }

    /** Whether that line ended a response without a body. */
    private boolean headLine() {
        if (line.length() == 0) {
            if (chunked) {
                state = State.CHUNK_SIZE;
                return false;
            }
            state = State.BODY;
            return remaining == 0;
        }
        if (status == 0) {
            status = Integer.parseInt(line.substring(9, 12));
        } else {
            char first = line.charAt(0);
            if (first == 'C' || first == 'c' || first == 'T' || first == 't') {
                String field = line.toString().toLowerCase(Locale.ROOT);
                if (field.startsWith("content-length:")) {
                    remaining = Long.parseLong(field.substring(15).trim());
                } else if (field.startsWith("transfer-encoding:")) {
                    chunked = field.endsWith("chunked");
                }
            }
        }
        line.setLength(0);
        return false;
    }
}
