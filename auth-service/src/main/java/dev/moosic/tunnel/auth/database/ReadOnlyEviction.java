package dev.moosic.tunnel.auth.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * After a failover a pooled connection may lead to what is now a read-only replica, and would fail for ever: such
 * connections leave the pool.
 */
public final class ReadOnlyEviction implements SQLExceptionOverride {
    /** MySQL: {@code --read-only} or {@code --super-read-only} is on. */
    private static final int OPTION_PREVENTS_STATEMENT = 1290;
    /** MySQL: the transaction is read only. */
    private static final int READ_ONLY_TRANSACTION = 1792;
    /** MySQL: the server runs in read-only mode. */
    private static final int READ_ONLY_MODE = 1836;

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case OPTION_PREVENTS_STATEMENT, READ_ONLY_TRANSACTION, READ_ONLY_MODE -> Override.MUST_EVICT;
            default -> Override.CONTINUE_EVICT;
        };
    }
}
