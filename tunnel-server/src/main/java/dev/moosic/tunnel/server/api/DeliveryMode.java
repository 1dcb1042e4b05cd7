package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/** What {@code X-Tunnel-Delivery} asks for. */
enum DeliveryMode {
    /** Each piece goes on as it comes. */
    STREAM {
        @Override
        Delivery newDelivery(CallerConnection caller, LocalConnection local, Delivered delivered, Spool spool) {
            return new StreamDelivery(caller, local.channel(), delivered);
        }
    },
    /** The whole answer is gathered, then sent with its length. */
    BLOCKING {
        @Override
        Delivery newDelivery(CallerConnection caller, LocalConnection local, Delivered delivered, Spool spool) {
            return new BlockingDelivery(caller, local.channel(), delivered, spool);
        }
    };

    /** @throws ProblemException 400 if the field names none of them */
    static DeliveryMode of(HttpHeaders headers) throws ProblemException {
        List<String> values = headers.getAll(Delivery.HEADER);
        if (values.isEmpty() || values.equals(List.of("stream"))) {
            return STREAM;
        }
        if (values.equals(List.of("blocking"))) {
            return BLOCKING;
        }
        throw ProblemException.badRequest("X-Tunnel-Delivery is neither \"stream\" nor \"blocking\"");
    }

    abstract Delivery newDelivery(CallerConnection caller, LocalConnection local, Delivered delivered, Spool spool);
}
