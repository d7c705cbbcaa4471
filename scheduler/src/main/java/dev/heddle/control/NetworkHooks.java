package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * Sockets, host names, selectors: as {@link FileHooks}. Waiting for a socket is left to the JDK,
 * which tells when it has something, as it does for its own virtual threads.
 */
final class NetworkHooks {

    static final List<Patch> PATCHES = patches();

    private static List<Patch> patches() {
        List<Patch> all = new ArrayList<>();
        String address = "Ljava/net/SocketAddress;";
        String inet = "Ljava/net/InetAddress;";
        all.add(
                Patches.before(
                        "sun/nio/ch/NioSocketImpl", "connect(" + address + "I)V", "connects"));
        all.add(Patches.before("sun/nio/ch/NioSocketImpl", "bind(" + inet + "I)V", "listens"));
        all.add(
                Patches.before(
                        "sun/nio/ch/AsynchronousSocketChannelImpl",
                        "connect(" + address + ")Ljava/util/concurrent/Future;",
                        "goesOnAsynchronously"));
        all.add(
                Patches.before(
                        "sun/nio/ch/AsynchronousServerSocketChannelImpl",
                        "bind(" + address + "I)Ljava/nio/channels/AsynchronousServerSocketChannel;",
                        "goesOnAsynchronously"));
        all.add(
                Patches.before(
                        "sun/nio/ch/SocketChannelImpl", "connect(" + address + ")Z", "connects"));
        all.add(
                Patches.before(
                        "sun/nio/ch/ServerSocketChannelImpl",
                        "bind(" + address + "I)Ljava/nio/channels/ServerSocketChannel;",
                        "listens"));
        String datagrams = "Ljava/nio/channels/DatagramChannel;";
        all.add(
                Patches.before(
                        "sun/nio/ch/DatagramChannelImpl",
                        "bind(" + address + ")" + datagrams,
                        "listens"));
        all.add(
                Patches.before(
                        "sun/nio/ch/DatagramChannelImpl",
                        "connect(" + address + "Z)" + datagrams,
                        "connects"));
        all.add(
                Patches.patch(
                        "java/net/InetAddress",
                        "getAllByName(Ljava/lang/String;)[" + inet,
                        Form.BEFORE,
                        "looksUp",
                        Patches.ON_OBJECT));
        all.add(
                Patches.patch(
                        "java/net/InetAddress",
                        "getLocalHost()" + inet,
                        "looksUpLocalHost",
                        "()V"));
        all.add(
                Patches.patch(
                        "java/net/InetAddress",
                        "getHostFromNameService(" + inet + ")Ljava/lang/String;",
                        "looksUpName",
                        Patches.ON_OBJECT));
        all.add(
                Patches.patch(
                        "sun/nio/ch/SelectorProviderImpl",
                        "openPipe()Ljava/nio/channels/Pipe;",
                        "opensPipe",
                        "()V"));
        for (String selectors :
                List.of(
                        "EPollSelectorProvider",
                        "PollSelectorProvider",
                        "KQueueSelectorProvider")) {
            all.add(
                    Patches.patch(
                            "sun/nio/ch/" + selectors,
                            "openSelector()Ljava/nio/channels/spi/AbstractSelector;",
                            "opensSelector",
                            "()V"));
        }
        String network = "Ljava/net/NetworkInterface;";
        all.add(
                Patches.patch(
                        "java/net/InetAddress",
                        "isReachable(" + network + "II)Z",
                        "reaches",
                        Patches.ON_OBJECT));
        for (String method :
                List.of(
                        "getByName(Ljava/lang/String;)" + network,
                        "getByIndex(I)" + network,
                        "getByInetAddress(" + inet + ")" + network,
                        "getNetworkInterfaces()Ljava/util/Enumeration;",
                        "networkInterfaces()Ljava/util/stream/Stream;")) {
            all.add(Patches.patch("java/net/NetworkInterface", method, "looksAtNetwork", "()V"));
        }
        all.add(
                Patches.patch(
                        "sun/nio/ch/Poller$Pollers", "start()V", Form.AROUND, "internal", "()V"));
        all.add(
                Patches.patch(
                        "sun/nio/ch/Poller",
                        "poll(IIJLjava/util/function/BooleanSupplier;)V",
                        Form.AROUND,
                        "polls",
                        "()V"));
        for (String owner :
                List.of("EPollSelectorImpl", "PollSelectorImpl", "KQueueSelectorImpl")) {
            all.add(
                    Patches.patch(
                            "sun/nio/ch/" + owner,
                            "doSelect(Ljava/util/function/Consumer;J)I",
                            Form.AROUND,
                            "selects",
                            "()V"));
        }
        return List.copyOf(all);
    }

    private NetworkHooks() {}

    /** Before a socket is connected. */
    public static void connects(Object socket, Object address) {
        Notes.note("connects to", address);
    }

    /** Before a socket is bound. */
    public static void listens(Object socket, Object address) {
        Notes.note("listens at", address == null ? "any address" : address);
    }

    /**
     * Before a channel is bound or connected whose answers threads of the JDK's own bring: as long
     * as it is open it may wake somebody.
     */
    public static void goesOnAsynchronously(Object channel, Object address) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            Notes.note(
                    "opens an asynchronous channel at", address == null ? "any address" : address);
            fiber.loop().comesFrom(((Channel) channel)::isOpen);
        }
    }

    /** Before a host is looked up. */
    public static void looksUp(Object host) {
        if (!isLiteral(host)) {
            Notes.note("looks up the host", host);
        }
    }

    /** Whether a host is given as an address, so that nobody has to be asked for it. */
    private static boolean isLiteral(@Nullable Object host) {
        Fiber fiber = Fiber.current();
        if (fiber == null || host == null) {
            return true;
        }
        fiber.mask();
        try {
            InetAddress.ofLiteral(String.valueOf(host));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        } finally {
            fiber.unmask();
        }
    }

    /** Before a pipe of the operating system is made, over which threads of the run may talk. */
    public static void opensPipe() {
        Notes.note("opens", "a pipe of the operating system");
    }

    /** Before a selector is made: by waking it threads reach each other through the system. */
    public static void opensSelector() {
        Notes.note("opens", "a selector");
    }

    /** Before the name of this machine is looked up. */
    public static void looksUpLocalHost() {
        Notes.note("looks up the name of", "this machine");
    }

    /** Before the name of an address is looked up. */
    public static void looksUpName(Object address) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            // Not as text: that has the name, if it is known.
            Notes.note("looks up the name of", ((InetAddress) address).getHostAddress());
        }
    }

    /** Before it is tried whether a host answers. */
    public static void reaches(Object address) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            Notes.note("tries to reach", ((InetAddress) address).getHostAddress());
        }
    }

    /** Before the network interfaces of the machine are looked at. */
    public static void looksAtNetwork() {
        Notes.note("looks at the network interfaces of", "this machine");
    }

    /** Before channels are selected. */
    public static void selects() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.beginOutsideCall();
            fiber.beginWaitAsCarrying();
        }
    }

    /** After that. */
    public static void selectsEnded() {
        Fiber fiber = Fiber.currentOutOfTurn();
        if (fiber != null) {
            fiber.endWaitAsCarrying();
            fiber.endOutsideCall();
        }
    }

    /** Before a socket is waited for. */
    public static void polls() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.beginOutsideCall();
            fiber.setPolling(true);
        }
    }

    /** After that. */
    public static void pollsEnded() {
        Fiber fiber = Fiber.currentOutOfTurn();
        if (fiber != null) {
            fiber.setPolling(false);
            fiber.endOutsideCall();
        }
    }
}
