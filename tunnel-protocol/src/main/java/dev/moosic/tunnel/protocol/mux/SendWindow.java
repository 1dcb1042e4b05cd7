package dev.moosic.tunnel.protocol.mux;

/** How far the peer lets us send on one stream, {@code docs/protocol.md} section 8. */
final class SendWindow {
    private long limit;
    private long sent;

    /** @param implicitCredit bytes that may be sent without a Credit */
    SendWindow(int implicitCredit) {
        limit = implicitCredit;
    }

    /** Bytes that may be sent now. */
    int available() {
        return (int) Math.min(Integer.MAX_VALUE, limit - sent);
    }

    void sent(int bytes) {
        assert bytes <= limit - sent;
        sent += bytes;
    }

    /** Takes a Credit; a limit not above the last is ignored. Limits are u64: those past 2⁶³ mean "as good as none". */
    void raise(long newLimit) {
        long bounded = newLimit < 0 ? Long.MAX_VALUE : newLimit;
        limit = Math.max(limit, bounded);
    }
}
