package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a program reaches out of its run: files, sockets, processes. What it does there happens for
 * real; it is noted, with the place in the program, and where it may wait the loop goes on
 * meanwhile.
 */
final class OutsideHooks {

    private static final String ON_OBJECT = "(Ljava/lang/Object;)V";
    private static final String ON_STRING = "(Ljava/lang/Object;Ljava/lang/String;)V";
    private static final String ON_OBJECTS = "(Ljava/lang/Object;Ljava/lang/Object;)V";
    private static final String PATH = "Ljava/nio/file/Path;";
    private static final String FILE = "Ljava/io/File;";

    static final List<Patch> PATCHES = patches();

    private static List<Patch> patches() {
        List<Patch> all = new ArrayList<>();
        all.add(before("java/io/FileInputStream", "open", "(Ljava/lang/String;)V", "readsFile"));
        all.add(before("java/io/FileOutputStream", "open", "(Ljava/lang/String;Z)V", "writesFile"));
        all.add(before("java/io/RandomAccessFile", "open", "(Ljava/lang/String;I)V", "writesFile"));
        for (String owner : List.of("java/io/UnixFileSystem", "java/io/WinNTFileSystem")) {
            for (String method :
                    List.of(
                            "getBooleanAttributes(" + FILE + ")I",
                            "hasBooleanAttributes(" + FILE + "I)Z",
                            "checkAccess(" + FILE + "I)Z",
                            "getLastModifiedTime(" + FILE + ")J",
                            "getLength(" + FILE + ")J",
                            "delete(" + FILE + ")Z",
                            "list(" + FILE + ")[Ljava/lang/String;",
                            "createDirectory(" + FILE + ")Z",
                            "createFileExclusively(Ljava/lang/String;)Z",
                            "rename(" + FILE + FILE + ")Z",
                            "setLastModifiedTime(" + FILE + "J)Z",
                            "setReadOnly(" + FILE + ")Z",
                            "setPermission(" + FILE + "IZZ)Z",
                            "getSpace(" + FILE + "I)J")) {
                all.add(before(owner, method, "usesFile"));
            }
        }
        String options = "Ljava/util/Set;";
        String attributes = "[Ljava/nio/file/attribute/FileAttribute;";
        String links = "[Ljava/nio/file/LinkOption;";
        String copies = "[Ljava/nio/file/CopyOption;";
        String basic = "Ljava/nio/file/attribute/BasicFileAttributes;";
        for (String owner :
                List.of(
                        "sun/nio/fs/UnixFileSystemProvider",
                        "sun/nio/fs/WindowsFileSystemProvider")) {
            for (String method :
                    List.of(
                            "newFileChannel("
                                    + PATH
                                    + options
                                    + attributes
                                    + ")Ljava/nio/channels/FileChannel;",
                            "newAsynchronousFileChannel("
                                    + PATH
                                    + options
                                    + "Ljava/util/concurrent/ExecutorService;"
                                    + attributes
                                    + ")Ljava/nio/channels/AsynchronousFileChannel;",
                            "newByteChannel("
                                    + PATH
                                    + options
                                    + attributes
                                    + ")Ljava/nio/channels/SeekableByteChannel;",
                            "readAttributes(" + PATH + "Ljava/lang/Class;" + links + ")" + basic,
                            "readAttributesIfExists("
                                    + PATH
                                    + "Ljava/lang/Class;"
                                    + links
                                    + ")"
                                    + basic,
                            "exists(" + PATH + links + ")Z",
                            "checkAccess(" + PATH + "[Ljava/nio/file/AccessMode;)V",
                            "implDelete(" + PATH + "Z)Z",
                            "copy(" + PATH + PATH + copies + ")V",
                            "move(" + PATH + PATH + copies + ")V",
                            "createDirectory(" + PATH + attributes + ")V",
                            "createSymbolicLink(" + PATH + PATH + attributes + ")V",
                            "createLink(" + PATH + PATH + ")V",
                            "readSymbolicLink(" + PATH + ")" + PATH,
                            "newDirectoryStream("
                                    + PATH
                                    + "Ljava/nio/file/DirectoryStream$Filter;)"
                                    + "Ljava/nio/file/DirectoryStream;")) {
                all.add(before(owner, method, "usesFile"));
            }
        }
        for (String method : List.of("read()I", "read([B)I", "read([BII)I")) {
            all.add(patch("java/io/FileInputStream", method, "mayWait", ON_OBJECT));
        }
        all.add(patch("java/io/FileInputStream", "available()I", "asksForInput", ON_OBJECT));
        String address = "Ljava/net/SocketAddress;";
        String inet = "Ljava/net/InetAddress;";
        all.add(before("sun/nio/ch/NioSocketImpl", "connect(" + address + "I)V", "connects"));
        all.add(before("sun/nio/ch/NioSocketImpl", "bind(" + inet + "I)V", "listens"));
        all.add(
                before(
                        "sun/nio/ch/AsynchronousSocketChannelImpl",
                        "connect(" + address + ")Ljava/util/concurrent/Future;",
                        "goesOnAsynchronously"));
        all.add(
                before(
                        "sun/nio/ch/AsynchronousServerSocketChannelImpl",
                        "bind(" + address + "I)Ljava/nio/channels/AsynchronousServerSocketChannel;",
                        "goesOnAsynchronously"));
        all.add(before("sun/nio/ch/SocketChannelImpl", "connect(" + address + ")Z", "connects"));
        all.add(
                before(
                        "sun/nio/ch/ServerSocketChannelImpl",
                        "bind(" + address + "I)Ljava/nio/channels/ServerSocketChannel;",
                        "listens"));
        String datagrams = "Ljava/nio/channels/DatagramChannel;";
        all.add(
                before(
                        "sun/nio/ch/DatagramChannelImpl",
                        "bind(" + address + ")" + datagrams,
                        "listens"));
        all.add(
                before(
                        "sun/nio/ch/DatagramChannelImpl",
                        "connect(" + address + "Z)" + datagrams,
                        "connects"));
        all.add(
                patch(
                        "java/net/InetAddress",
                        "getAllByName(Ljava/lang/String;)[" + inet,
                        Form.BEFORE,
                        "looksUp",
                        ON_OBJECT));
        all.add(patch("java/net/InetAddress", "getLocalHost()" + inet, "looksUpLocalHost", "()V"));
        all.add(
                patch(
                        "java/net/InetAddress",
                        "getHostFromNameService(" + inet + ")Ljava/lang/String;",
                        "looksUpName",
                        ON_OBJECT));
        all.add(
                patch(
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
                    patch(
                            "sun/nio/ch/" + selectors,
                            "openSelector()Ljava/nio/channels/spi/AbstractSelector;",
                            "opensSelector",
                            "()V"));
        }
        String network = "Ljava/net/NetworkInterface;";
        all.add(
                patch(
                        "java/net/InetAddress",
                        "isReachable(" + network + "II)Z",
                        "reaches",
                        ON_OBJECT));
        for (String method :
                List.of(
                        "getByName(Ljava/lang/String;)" + network,
                        "getByIndex(I)" + network,
                        "getByInetAddress(" + inet + ")" + network,
                        "getNetworkInterfaces()Ljava/util/Enumeration;",
                        "networkInterfaces()Ljava/util/stream/Stream;")) {
            all.add(patch("java/net/NetworkInterface", method, "looksAtNetwork", "()V"));
        }
        for (String method :
                List.of(
                        "current()Ljava/lang/ProcessHandleImpl;",
                        "get(J)Ljava/util/Optional;",
                        "children(J)Ljava/util/stream/Stream;")) {
            all.add(patch("java/lang/ProcessHandleImpl", method, "looksAtProcesses", "()V"));
        }
        all.add(
                patch(
                        "java/lang/ProcessBuilder",
                        "start([Ljava/lang/ProcessBuilder$Redirect;)Ljava/lang/Process;",
                        Form.FILTER,
                        "started",
                        "(Ljava/lang/Process;Ljava/lang/Object;)Ljava/lang/Process;"));
        for (String method :
                List.of(
                        "get()Ljava/lang/Object;",
                        "get(JLjava/util/concurrent/TimeUnit;)Ljava/lang/Object;")) {
            all.add(patch("sun/nio/ch/PendingFuture", method, Form.AROUND, "outsideCall", "()V"));
        }
        String descriptor = "Ljava/io/FileDescriptor;";
        String flags = "Lsun/nio/fs/UnixChannelFactory$Flags;";
        all.add(
                patch(
                        "sun/nio/fs/UnixChannelFactory",
                        "open(ILsun/nio/fs/UnixPath;" + flags + "I)" + descriptor,
                        Form.AROUND,
                        "nativeCall",
                        "()V"));
        for (String method :
                List.of("read(" + descriptor + "JI)I", "write(" + descriptor + "JI)I")) {
            all.add(
                    patch(
                            "sun/nio/ch/UnixFileDispatcherImpl",
                            method,
                            Form.AROUND,
                            "nativeCall",
                            "()V"));
        }
        for (String method : List.of("waitFor()I", "waitFor(JLjava/util/concurrent/TimeUnit;)Z")) {
            all.add(patch("java/lang/ProcessImpl", method, Form.AROUND, "outsideCall", "()V"));
        }
        all.add(patch("sun/nio/ch/Poller$Pollers", "start()V", Form.AROUND, "internal", "()V"));
        all.add(
                patch(
                        "sun/nio/ch/Poller",
                        "poll(IIJLjava/util/function/BooleanSupplier;)V",
                        Form.AROUND,
                        "polls",
                        "()V"));
        for (String owner :
                List.of("EPollSelectorImpl", "PollSelectorImpl", "KQueueSelectorImpl")) {
            all.add(
                    patch(
                            "sun/nio/ch/" + owner,
                            "doSelect(Ljava/util/function/Consumer;J)I",
                            Form.AROUND,
                            "selects",
                            "()V"));
        }
        return List.copyOf(all);
    }

    private static Patch before(String owner, String name, String descriptor, String hook) {
        return HookTable.patch(owner, name, descriptor, Form.BEFORE, hook, ON_STRING);
    }

    private static Patch before(String owner, String method, String hook) {
        return patch(owner, method, Form.BEFORE, hook, ON_OBJECTS);
    }

    private static Patch patch(String owner, String method, String hook, String hookDescriptor) {
        return patch(owner, method, Form.BEFORE, hook, hookDescriptor);
    }

    private static Patch patch(
            String owner, String method, Form form, String hook, String hookDescriptor) {
        int parameters = method.indexOf('(');
        return HookTable.patch(
                owner,
                method.substring(0, parameters),
                method.substring(parameters),
                form,
                hook,
                hookDescriptor);
    }

    /** Tells a regular file, which never makes anybody wait, from a pipe or a terminal. */
    private static final MethodHandle IS_REGULAR_FILE;

    static {
        try {
            IS_REGULAR_FILE =
                    MethodHandles.privateLookupIn(FileInputStream.class, MethodHandles.lookup())
                            .findVirtual(
                                    FileInputStream.class,
                                    "isRegularFile",
                                    MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private OutsideHooks() {}

    /** Before a file is opened to be read. */
    public static void readsFile(Object stream, String path) {
        Notes.note("reads the file", path);
    }

    /** Before a file is opened to be written. */
    public static void writesFile(Object stream, String path) {
        Notes.note("opens the file", path);
    }

    /** Before anything is done with or asked about a file. */
    public static void usesFile(Object system, Object path) {
        Notes.note("uses the file", path);
    }

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

    /** Before processes are looked at, be it the own one. */
    public static void looksAtProcesses() {
        Notes.note("looks at the processes of", "this machine");
    }

    /** Before it is asked how much could be read at once. */
    public static void asksForInput(Object stream) {
        isStandardInput(stream);
    }

    /** After a process has been started: as long as it is alive it may wake somebody. */
    public static Process started(Process process, Object builder) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            boolean allowed = false;
            try {
                String command = String.join(" ", ((ProcessBuilder) builder).command());
                Notes.note("starts a process:", command);
                allowed = true;
            } finally {
                if (!allowed) {
                    process.destroyForcibly(); // Nobody gets hold of it any more.
                }
            }
            fiber.loop().comesFrom(process::isAlive);
        }
        return process;
    }

    /** Before a call of the JDK that waits for what comes from outside. */
    public static void outsideCall() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.beginOutsideCall();
        }
    }

    /** After such a call. */
    public static void outsideCallEnded() {
        Fiber fiber = Fiber.currentOutOfTurn();
        if (fiber != null) {
            fiber.endOutsideCall();
        }
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

    /** Before the JDK starts threads of its own. */
    public static void internal() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.setInternal(true);
        }
    }

    /** After that. */
    public static void internalEnded() {
        Fiber fiber = Fiber.currentOutOfTurn();
        if (fiber != null) {
            fiber.setInternal(false);
        }
    }

    /** Before a call that may wait in native code. */
    public static void nativeCall() {}

    /**
     * After such a call: if the loop has gone on meanwhile, the fiber waits for its turn right
     * here, before it does anything of which there must be one at a time.
     */
    public static void nativeCallEnded() {
        Fiber.current();
    }

    /** Before a stream is read that may keep its reader, and the carrier with it, waiting. */
    public static void mayWait(Object stream) {
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            return;
        }
        boolean isInput = isStandardInput(stream);
        fiber.mask();
        boolean waits;
        try {
            FileInputStream file = (FileInputStream) stream;
            waits = !(boolean) IS_REGULAR_FILE.invokeExact(file) && file.available() == 0;
        } catch (IOException e) {
            waits = false; // The read itself will say what is wrong.
        } catch (Throwable e) {
            throw new IllegalStateException("The JDK does not tell what kind of file this is.", e);
        } finally {
            fiber.unmask();
        }
        if (waits) {
            if (!isInput) {
                Notes.note("reads from", "a pipe or a terminal");
            }
            fiber.loop().goOnWithout(fiber);
        }
    }

    /** Whether a stream reads the standard input of the JVM, which is noted then. */
    private static boolean isStandardInput(Object stream) {
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            return false;
        }
        boolean isInput;
        try {
            isInput = ((FileInputStream) stream).getFD() == FileDescriptor.in;
        } catch (IOException e) {
            return false; // It has none, and will say so itself.
        }
        if (isInput) {
            Notes.note("reads", "the standard input");
        }
        return isInput;
    }
}
