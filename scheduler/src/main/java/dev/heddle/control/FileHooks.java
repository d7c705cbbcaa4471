package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * Files, as they are opened, read and asked about. That happens for real; it is noted, with the
 * place in the program, and where a stream may wait the loop goes on meanwhile.
 */
final class FileHooks {

    private static final String PATH = "Ljava/nio/file/Path;";
    private static final String FILE = "Ljava/io/File;";

    static final List<Patch> PATCHES = patches();

    private static List<Patch> patches() {
        List<Patch> all = new ArrayList<>();
        all.add(
                Patches.before(
                        "java/io/FileInputStream", "open", "(Ljava/lang/String;)V", "readsFile"));
        all.add(
                Patches.before(
                        "java/io/FileOutputStream",
                        "open",
                        "(Ljava/lang/String;Z)V",
                        "writesFile"));
        all.add(
                Patches.before(
                        "java/io/RandomAccessFile",
                        "open",
                        "(Ljava/lang/String;I)V",
                        "writesFile"));
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
                all.add(Patches.before(owner, method, "usesFile"));
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
                all.add(Patches.before(owner, method, "usesFile"));
            }
        }
        for (String method : List.of("read()I", "read([B)I", "read([BII)I")) {
            all.add(Patches.patch("java/io/FileInputStream", method, "mayWait", Patches.ON_OBJECT));
        }
        all.add(
                Patches.patch(
                        "java/io/FileInputStream",
                        "available()I",
                        "asksForInput",
                        Patches.ON_OBJECT));
        String descriptor = "Ljava/io/FileDescriptor;";
        String flags = "Lsun/nio/fs/UnixChannelFactory$Flags;";
        all.add(
                Patches.patch(
                        "sun/nio/fs/UnixChannelFactory",
                        "open(ILsun/nio/fs/UnixPath;" + flags + "I)" + descriptor,
                        Form.AROUND,
                        "nativeCall",
                        "()V"));
        for (String method :
                List.of("read(" + descriptor + "JI)I", "write(" + descriptor + "JI)I")) {
            all.add(
                    Patches.patch(
                            "sun/nio/ch/UnixFileDispatcherImpl",
                            method,
                            Form.AROUND,
                            "nativeCall",
                            "()V"));
        }
        return List.copyOf(all);
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

    private FileHooks() {}

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

    /** Before it is asked how much could be read at once. */
    public static void asksForInput(Object stream) {
        isStandardInput(stream);
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
