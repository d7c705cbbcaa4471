package dev.heddle.libraries;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;

import javax.sql.DataSource;

/** A database in memory that has connections, and nothing that could be asked through them. */
final class StubDatabase implements DataSource {

    private final AtomicInteger opened = new AtomicInteger();
    private final Set<Integer> open = ConcurrentHashMap.newKeySet();

    /** How many connections were made. */
    int opened() {
        return opened.get();
    }

    /** How many of them are open. */
    int open() {
        return open.size();
    }

    /** Whether a pool's connection stands for one that is open. */
    boolean inUse(Connection connection) throws SQLException {
        return open.contains(connection.unwrap(Stub.class).number());
    }

    /** A connection that knows its number. */
    interface Stub extends Connection {
        int number();
    }

    @Override
    public Connection getConnection() {
        int number = opened.incrementAndGet();
        open.add(number);
        return (Connection)
                Proxy.newProxyInstance(
                        StubDatabase.class.getClassLoader(),
                        new Class<?>[] {Stub.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "number" -> number;
                                    case "isValid" -> open.contains(number);
                                    case "isClosed" -> !open.contains(number);
                                    case "close" -> {
                                        open.remove(number);
                                        yield null;
                                    }
                                    case "isWrapperFor" -> ((Class<?>) arguments[0]) == Stub.class;
                                    case "unwrap" -> proxy;
                                    case "getAutoCommit" -> true;
                                    case "isReadOnly" -> false;
                                    case "getTransactionIsolation" ->
                                            Connection.TRANSACTION_READ_COMMITTED;
                                    case "getNetworkTimeout" -> 0;
                                    case "hashCode" -> number;
                                    case "equals" -> proxy == arguments[0];
                                    case "toString" -> "connection " + number;
                                    case "getWarnings", "getCatalog", "getSchema" -> null;
                                    default -> {
                                        if (method.getReturnType() != void.class) {
                                            throw new SQLFeatureNotSupportedException(
                                                    method.getName());
                                        }
                                        yield null;
                                    }
                                });
    }

    @Override
    public Connection getConnection(String user, String password) {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return new PrintWriter(System.err, true);
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // There is nobody to log in to.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("This is " + type + " for nobody.");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
