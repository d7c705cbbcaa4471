package dev.heddle.libraries;

import static dev.heddle.libraries.Libraries.expect;
import static dev.heddle.libraries.Libraries.expectPassed;
import static dev.heddle.libraries.Libraries.together;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** HikariCP on a database that is nothing but a count of its connections. */
class HikariTest {

    @Test
    void noMoreConnectionsAreLentThanThereAre() {
        Libraries.holds(Program.HIKARI_BORROW);
    }

    @Test
    void waitingForAConnectionEndsInTime() {
        Libraries.holds(Program.HIKARI_EXHAUSTED);
    }

    @Test
    void oldConnectionsAreReplaced() {
        Libraries.holds(Program.HIKARI_LIFETIME);
    }

    @Test
    void twoConnectionsForEachThreadAreTooManyForThePool() {
        Libraries.finds(Program.HIKARI_TWO_EACH, "Connection is not available");
    }

    // --- the programs ---------------------------------------------------------------------------

    static void borrow() throws Exception {
        StubDatabase database = new StubDatabase();
        try (HikariDataSource pool = pool(database, 2)) {
            AtomicInteger used = new AtomicInteger();
            Runnable user =
                    () -> {
                        try (Connection connection = pool.getConnection()) {
                            expect(true, connection.isValid(1));
                            expect(true, database.inUse(connection));
                            used.incrementAndGet();
                            Thread.sleep(10);
                        } catch (SQLException | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    };
            together(user, user, user);
            expect(3, used.get());
            expect(true, database.opened() <= 2);
            expect(0, pool.getHikariPoolMXBean().getActiveConnections());
        }
        expect(0, database.open());
    }

    static void exhausted() throws Exception {
        StubDatabase database = new StubDatabase();
        try (HikariDataSource pool = pool(database, 1)) {
            Connection only = pool.getConnection();
            long began = System.nanoTime();
            try {
                pool.getConnection();
                throw new AssertionError("There was only one to lend.");
            } catch (SQLTransientConnectionException expected) {
                expectPassed(Duration.ofSeconds(30), Duration.ofSeconds(31), began);
            }
            only.close();
            pool.getConnection().close();
            expectPassed(Duration.ofSeconds(30), Duration.ofSeconds(31), began);
        }
    }

    /** After half an hour a connection is retired, and another takes its place. */
    static void lifetime() throws Exception {
        StubDatabase database = new StubDatabase();
        try (HikariDataSource pool = pool(database, 1)) {
            pool.getConnection().close();
            expect(1, database.opened());
            Thread.sleep(Duration.ofMinutes(31));
            pool.getConnection().close();
            expect(2, database.opened());
            expect(1, database.open());
        }
    }

    /** The deadlock of pools: both threads have one and want another. */
    static void twoEach() throws Exception {
        try (HikariDataSource pool = pool(new StubDatabase(), 2)) {
            Runnable user =
                    () -> {
                        try (Connection first = pool.getConnection();
                                Connection second = pool.getConnection()) {
                            expect(true, first != second);
                        } catch (SQLException e) {
                            throw new AssertionError(e);
                        }
                    };
            together(user, user);
        }
    }

    private static HikariDataSource pool(StubDatabase database, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setPoolName("pool");
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }
}
