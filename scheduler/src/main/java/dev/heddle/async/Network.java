package dev.heddle.async;

import dev.heddle.api.API;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Turns;

import org.jspecify.annotations.Nullable;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The network in memory over which {@link Streams} go where time is virtual: that of a run of
 * Heddle, which all its event loops share, or that of a loop made by {@link
 * EventLoop#createVirtual}.
 *
 * {@snippet :
 *     Network network = Network.here();
 *     network.latency(Duration.ofMillis(20)).jitter(Duration.ofMillis(100)).loss(0.01);
 *     network.host("example.org", () -> serve()).await();
 *     assertThat(ask("example.org", 80, "hello")).isEqualTo("HELLO");
 *     network.partition("localhost", "example.org");
 * }
 *
 * <p>It keeps what TCP promises, and nothing more. Bytes arrive in order, once, or the connection
 * is lost; what is written at once may arrive in pieces, and what is written in pieces at once. How
 * long things take, what is split and what has to be sent again is drawn: in a run, from its tape.
 *
 * <p>Code is on the host {@code localhost} unless {@link #host} puts it on another.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Network {

    private static final String LOCALHOST = "localhost";

    /** Names of the host that asks, for itself. */
    private static final Set<String> LOOPBACK = Set.of(LOCALHOST, "127.0.0.1", "::1");

    private static final Set<String> ANY = Set.of("", "0.0.0.0", "::");

    /** On which host the code is that runs. */
    private static final ContextVar<String> HERE = ContextVar.named("host", LOCALHOST);

    /** Into how many steps the jitter is divided; one of them is no jitter. */
    private static final int STEPS = 32;

    /** One in so many segments is split. */
    private static final int SPLIT_ONE_IN = 4;

    private static final int LOSS_PARTS = 1_000_000;

    /** The ports for connections, and for servers that take any. */
    private static final int FIRST_FREE_PORT = 49_152;

    private static final int LAST_PORT = 65_535;

    /** The run whose chance decides, or null. */
    private final @Nullable Turns run;

    /** Decides where there is no run; null for nothing out of the ordinary. */
    private @Nullable SplittableRandom random;

    private final Map<String, Host> hosts = new HashMap<>();
    private final Set<Pair> cut = new HashSet<>();

    private long latency = Duration.ofMillis(1).toNanos();
    private long jitter = Duration.ofMillis(4).toNanos();

    /** How many of {@link #LOSS_PARTS} segments are lost. */
    private int loss;

    private int window = 64 * 1024;

    /** Two hosts, in the order of their names. */
    private record Pair(String one, String other) {
        static Pair of(String a, String b) {
            return a.compareTo(b) <= 0 ? new Pair(a, b) : new Pair(b, a);
        }
    }

    private static final class Host {
        final Map<Integer, Listener> listeners = new HashMap<>();
        int nextPort = FIRST_FREE_PORT;
    }

    /** A server that listens at a port of a host. */
    static final class Listener implements Server.Ear {
        final Server server;
        final int limit;
        private final Host host;
        private final InetSocketAddress address;

        Listener(Server server, int limit, Host host, InetSocketAddress address) {
            this.server = server;
            this.limit = limit;
            this.host = host;
            this.address = address;
        }

        @Override
        public InetSocketAddress address() {
            return address;
        }

        @Override
        public void close() {
            host.listeners.remove(address.getPort());
        }
    }

    private Network(@Nullable Turns run) {
        this.run = run;
        hosts.put(LOCALHOST, new Host());
    }

    /**
     * The network of the event loop that runs the calling code.
     *
     * @throws IllegalStateException if that is on the real clock: its network is the real one
     */
    public static Network here() {
        Touch.mixes();
        Network network = of(EventLoop.running());
        if (network == null) {
            throw new IllegalStateException(
                    "The network of an event loop on the real clock is the real one. Run the code"
                            + " in a run of Heddle, or on EventLoop.createVirtual().");
        }
        return network;
    }

    /** The network of an event loop, or null if it is the real one. */
    static @Nullable Network of(EventLoop loop) {
        Turns run = loop.ground().turns();
        if (run != null) {
            return (Network) run.shared(() -> new Network(run));
        }
        if (loop.ground().isReal()) {
            return null;
        }
        Network known = loop.holdings().network;
        if (known == null) {
            known = new Network(null);
            loop.holdings().network = known;
        }
        return known;
    }

    // --- what it is like
    // -------------------------------------------------------------------------

    /** Sets how long a segment is on its way at least: a millisecond if it never is set. */
    public Network latency(Duration least) {
        latency = nanos("latency", least);
        return this;
    }

    /** Sets how much longer it may take: up to four milliseconds if it never is set. */
    public Network jitter(Duration most) {
        jitter = nanos("jitter", most);
        return this;
    }

    /**
     * Sets how likely it is that a segment is lost, and has to be sent again: from 0, which it is
     * if it never is set, to less than 1.
     */
    public Network loss(double probability) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "The probability of a loss is at least 0 and less than 1, and not %s."
                            .formatted(probability));
        }
        loss = (int) (probability * LOSS_PARTS);
        return this;
    }

    /**
     * Sets how many bytes a connection that is made from now on can have on their way, or waiting
     * for a reader that does not read: 65,536 if it never is set.
     */
    public Network window(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException(
                    "A window has at least one byte, and not %d.".formatted(bytes));
        }
        window = bytes;
        return this;
    }

    /**
     * Sets what chance comes from if the loop is in no run of Heddle, which has its own. Unless it
     * is set, nothing is split or lost there, and there is no jitter.
     */
    public Network seed(long seed) {
        random = new SplittableRandom(seed);
        return this;
    }

    private static long nanos(String what, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(
                    "The %s can not be negative, as %s is.".formatted(what, time));
        }
        return EventLoop.nanos(time);
    }

    // --- hosts
    // -----------------------------------------------------------------------------------

    /**
     * Code that runs on a host of this name when it is awaited, or made a task, and all tasks that
     * it creates with it. From now on the name is known.
     */
    public <T extends @Nullable Object> Awaitable<T> host(String name, Awaitable<T> body) {
        Objects.requireNonNull(body, "A host needs something to do.");
        String host = declare(name);
        return () -> {
            String before = HERE.set(host);
            try {
                return body.await();
            } finally {
                HERE.set(before);
            }
        };
    }

    /** As above, for code without a result. */
    public Awaitable<@Nullable Void> host(String name, Action body) {
        return host(name, Action.awaitable(body));
    }

    /** The name of the host that the calling code is on. */
    public String hostHere() {
        return HERE.get();
    }

    /**
     * Cuts the way between two hosts: nothing arrives until it is healed. Connections that have
     * something to send try again and again, and are lost after a quarter of an hour; connecting
     * fails after two minutes.
     */
    public void partition(String one, String other) {
        String a = declare(one);
        String b = declare(other);
        if (a.equals(b)) {
            throw new IllegalArgumentException(
                    "The host '%s' can not be cut off from itself.".formatted(a));
        }
        cut.add(Pair.of(a, b));
    }

    /** Ends what {@link #partition} has begun. */
    public void heal(String one, String other) {
        cut.remove(Pair.of(declare(one), declare(other)));
    }

    /** Whether nothing gets from one host to another. */
    boolean isCut(String one, String other) {
        return !cut.isEmpty() && cut.contains(Pair.of(one, other));
    }

    private String declare(String name) {
        String host = name.toLowerCase(Locale.ROOT);
        if (ANY.contains(host) || (LOOPBACK.contains(host) && !host.equals(LOCALHOST))) {
            throw new IllegalArgumentException("'%s' is no name of a host.".formatted(name));
        }
        hosts.computeIfAbsent(host, any -> new Host());
        return host;
    }

    /** The name of the host that is meant by code on another. */
    String resolve(String name, String from) throws UnknownHostException {
        String host = name.toLowerCase(Locale.ROOT);
        if (LOOPBACK.contains(host) || ANY.contains(host)) {
            return from;
        }
        if (!hosts.containsKey(host)) {
            throw new UnknownHostException(
                    name
                            + ": the network of the simulation has no such host. Network.host(name,"
                            + " ...) puts code on one.");
        }
        return host;
    }

    // --- ports
    // -----------------------------------------------------------------------------------

    Listener listen(Server server, @Nullable String address, int port, int limit)
            throws BindException {
        String here = HERE.get();
        String at = address == null ? "" : address.toLowerCase(Locale.ROOT);
        if (!(ANY.contains(at) || LOOPBACK.contains(at) || at.equals(here))) {
            throw new BindException(
                    "Cannot assign requested address: '%s' is not an address of the host '%s'."
                            .formatted(address, here));
        }
        Host host = hostOf(here);
        int number = port == 0 ? freePort(host) : port;
        if (host.listeners.containsKey(number)) {
            throw new BindException(
                    "Address already in use: a server listens at %s:%d.".formatted(here, number));
        }
        Listener listener =
                new Listener(server, limit, host, InetSocketAddress.createUnresolved(here, number));
        host.listeners.put(number, listener);
        return listener;
    }

    @Nullable Listener listener(String host, int port) {
        Listener listener = hostOf(host).listeners.get(port);
        return listener == null || listener.server.loop.isClosed() ? null : listener;
    }

    /** The address of a new connection from a host. */
    InetSocketAddress newAddress(String host) throws BindException {
        return InetSocketAddress.createUnresolved(host, freePort(hostOf(host)));
    }

    private static int freePort(Host host) throws BindException {
        for (int tries = FIRST_FREE_PORT; tries <= LAST_PORT; tries++) {
            int port = host.nextPort;
            host.nextPort = port == LAST_PORT ? FIRST_FREE_PORT : port + 1;
            if (!host.listeners.containsKey(port)) {
                return port;
            }
        }
        throw new BindException("Address already in use: no port is free.");
    }

    private Host hostOf(String name) {
        Host host = hosts.get(name);
        if (host == null) {
            throw new IllegalStateException(
                    "The host '%s' belongs to the network of another event loop.".formatted(name));
        }
        return host;
    }

    // --- chance
    // ----------------------------------------------------------------------------------

    int window() {
        return window;
    }

    long latency() {
        return latency;
    }

    /** How long something is on its way. */
    long delay() {
        return jitter == 0 ? latency : latency + jitter / (STEPS - 1) * draw(STEPS);
    }

    /** Whether something gets lost. */
    boolean loses() {
        return loss > 0 && draw(LOSS_PARTS) >= LOSS_PARTS - loss;
    }

    /** How much of what is sent at once is one segment. */
    int segment(int length) {
        if (length < 2 || draw(SPLIT_ONE_IN) < SPLIT_ONE_IN - 1) {
            return length;
        }
        return 1 + draw(length - 1);
    }

    private int draw(int bound) {
        Turns turns = run;
        if (turns != null) {
            return turns.draw(Choice.NETWORK, bound);
        }
        SplittableRandom chance = random;
        return chance == null ? 0 : chance.nextInt(bound);
    }

    // --- time
    // ------------------------------------------------------------------------------------

    /** Has the loop of one end call something at some time; from the loop of either. */
    static void at(EventLoop loop, long when, Runnable callback) {
        Worker worker = Worker.current();
        if (worker != null && worker.loop == loop) {
            loop.callAt(when, callback);
        } else if (!loop.isClosed()) {
            loop.callSoonThreadsafe(() -> loop.callAt(when, callback));
        }
    }
}
