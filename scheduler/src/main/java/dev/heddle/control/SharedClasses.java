package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * Classes of the JDK whose objects are made to be shared, or often are, and whose own accesses to
 * memory are not instrumented: a call of one of their methods counts as one access.
 */
final class SharedClasses {

    private static final String CONCURRENT = "java/util/concurrent/";

    /** Collections, and what else holds something that is read and written by its methods. */
    private static final Set<String> CONTAINERS =
            Set.of(
                    "java/util/Collection",
                    "java/util/SequencedCollection",
                    "java/util/List",
                    "java/util/ArrayList",
                    "java/util/LinkedList",
                    "java/util/Vector",
                    "java/util/Stack",
                    "java/util/Set",
                    "java/util/SortedSet",
                    "java/util/NavigableSet",
                    "java/util/HashSet",
                    "java/util/LinkedHashSet",
                    "java/util/TreeSet",
                    "java/util/Queue",
                    "java/util/Deque",
                    "java/util/ArrayDeque",
                    "java/util/PriorityQueue",
                    "java/util/Map",
                    "java/util/SortedMap",
                    "java/util/NavigableMap",
                    "java/util/HashMap",
                    "java/util/LinkedHashMap",
                    "java/util/TreeMap",
                    "java/util/WeakHashMap",
                    "java/util/IdentityHashMap",
                    "java/util/EnumMap",
                    "java/util/Hashtable",
                    "java/util/Properties",
                    "java/util/BitSet",
                    "java/util/AbstractCollection",
                    "java/util/AbstractList",
                    "java/util/AbstractMap",
                    "java/util/AbstractSet",
                    "java/util/SequencedMap",
                    "java/util/SequencedSet",
                    "java/util/Map$Entry",
                    "java/util/Enumeration",
                    "java/util/Iterator",
                    "java/util/ListIterator",
                    "java/util/Calendar",
                    "java/util/GregorianCalendar",
                    "java/util/Date",
                    "java/lang/StringBuffer",
                    "java/lang/ref/Reference",
                    "java/lang/ref/SoftReference",
                    "java/lang/ref/WeakReference",
                    // Memory that has no fields.
                    "java/lang/foreign/MemorySegment",
                    "java/nio/ByteBuffer",
                    "java/nio/MappedByteBuffer",
                    "java/nio/CharBuffer",
                    "java/nio/ShortBuffer",
                    "java/nio/IntBuffer",
                    "java/nio/LongBuffer",
                    "java/nio/FloatBuffer",
                    "java/nio/DoubleBuffer",
                    "java/lang/invoke/VarHandle");

    /** Methods that read or change the properties of the system, which all threads share. */
    private static final Set<String> PROPERTIES =
            Set.of(
                    "java/lang/System.getProperty",
                    "java/lang/System.setProperty",
                    "java/lang/System.clearProperty",
                    "java/lang/Boolean.getBoolean",
                    "java/lang/Integer.getInteger",
                    "java/lang/Long.getLong");

    /** Classes of java.util.concurrent that hold nothing that threads could share. */
    private static final Set<String> STATELESS =
            Set.of(
                    "java/util/concurrent/Callable",
                    "java/util/concurrent/Executors",
                    "java/util/concurrent/ThreadFactory",
                    "java/util/concurrent/TimeUnit");

    /** Methods of {@code Thread} by which threads see or change something of each other. */
    private static final Set<String> THREAD_METHODS =
            Set.of("interrupt", "isInterrupted", "interrupted", "isAlive", "getState");

    /** Both classes by which libraries reach memory without naming a field. */
    private static final Set<String> UNSAFE = Set.of("sun/misc/Unsafe", "jdk/internal/misc/Unsafe");

    /**
     * Classes of the JDK that are locked while another monitor is held: they call the methods of
     * other objects like them, or are called by what does, such as the constructor of a collection.
     * Only those of which programs have several: were a fiber preempted in the machinery that loads
     * classes, say, the first run would be unlike the others.
     */
    private static final Set<String> NESTING =
            Set.of(
                    "java/io/BufferedInputStream",
                    "java/io/BufferedOutputStream",
                    "java/io/BufferedReader",
                    "java/io/BufferedWriter",
                    "java/io/ByteArrayInputStream",
                    "java/io/ByteArrayOutputStream",
                    "java/io/CharArrayReader",
                    "java/io/CharArrayWriter",
                    "java/io/DataOutputStream",
                    "java/io/LineNumberReader",
                    "java/io/PrintStream",
                    "java/io/PrintWriter",
                    "java/io/PushbackInputStream",
                    "java/io/PushbackReader",
                    "java/io/Reader",
                    "java/io/StringReader",
                    "java/io/Writer",
                    "java/lang/StringBuffer",
                    "java/util/Hashtable",
                    "java/util/Properties",
                    "java/util/Random",
                    "java/util/Stack",
                    "java/util/Vector");

    /** Ways to call, without naming it, what may be an access to memory. */
    private static final Set<String> CALLS_OF_ANYTHING =
            Set.of(
                    "java/lang/invoke/MethodHandle.invoke",
                    "java/lang/invoke/MethodHandle.invokeExact",
                    "java/lang/invoke/MethodHandle.invokeWithArguments",
                    "java/lang/reflect/Method.invoke");

    private static final Set<String> PRIMITIVES =
            Set.of("", "Boolean", "Byte", "Char", "Short", "Int", "Long", "Float", "Double");

    private SharedClasses() {}

    /**
     * Whether methods of a shared class may call the program and go on with what they were at: a
     * comparator, {@code equals}, or a function that they are given. What those of {@code
     * java.util.concurrent} do is told while they do it.
     */
    static boolean mayCallBack(String owner) {
        return !owner.startsWith(CONCURRENT)
                && !owner.startsWith("java/lang/")
                && !owner.startsWith("java/nio/");
    }

    /** Whether threads can come to a deadlock by locking objects of this class of the JDK. */
    static boolean nests(String owner) {
        return NESTING.contains(owner) || owner.startsWith("java/util/Collections$Synchronized");
    }

    /**
     * Whether a call of this method counts as an access to what threads share.
     *
     * @param loader the class loader of the class that calls
     */
    static boolean contains(String owner, String method, @Nullable ClassLoader loader) {
        if (method.equals("<init>")) {
            return false; // Nobody else has the object yet.
        }
        return isShared(owner)
                || Uses.isMutable(owner)
                || (owner.equals("java/lang/Thread") && THREAD_METHODS.contains(method))
                || (UNSAFE.contains(owner) && isMemoryAccess(method))
                || isReflection(owner, method)
                || PROPERTIES.contains(owner + "." + method)
                || Hierarchy.extendsShared(owner, loader);
    }

    /** Whether this is one of the classes by which libraries reach memory. */
    static boolean isUnsafe(String owner) {
        return UNSAFE.contains(owner);
    }

    /** Whether a method of {@code Unsafe} reads or writes memory; the others ask about it. */
    private static boolean isMemoryAccess(String method) {
        return (method.startsWith("get") && !method.equals("getUnsafe"))
                || method.startsWith("put")
                || method.startsWith("compareAnd")
                || method.startsWith("weakCompareAnd")
                || method.equals("copyMemory")
                || method.equals("setMemory");
    }

    /** Whether a method reads or writes a field or an element, or may call one that does. */
    private static boolean isReflection(String owner, String method) {
        if (owner.equals("java/lang/reflect/Field") || owner.equals("java/lang/reflect/Array")) {
            return (method.startsWith("get") || method.startsWith("set"))
                    && PRIMITIVES.contains(method.substring(3));
        }
        return CALLS_OF_ANYTHING.contains(owner + "." + method);
    }

    /** Whether calls of this class of the JDK count as accesses. */
    static boolean isShared(String owner) {
        return CONTAINERS.contains(owner)
                || (owner.startsWith(CONCURRENT) && !STATELESS.contains(owner));
    }
}
