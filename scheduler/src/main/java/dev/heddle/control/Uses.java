package dev.heddle.control;

import dev.heddle.kernel.Access;

import java.util.List;
import java.util.Set;

/**
 * What a call of the JDK uses besides what it is a scheduling point for: collections and arrays
 * that it is given, and objects whose calls are no points since threads seldom share them. Who
 * proves a program must know of it: two calls that use one object may not be swapped.
 */
final class Uses {

    /**
     * Classes whose objects hold what their methods change, as collections do. Most stay in the
     * method that makes them: see {@link Locals}.
     */
    private static final Set<String> MUTABLE =
            Set.of(
                    "java/io/ByteArrayInputStream",
                    "java/io/ByteArrayOutputStream",
                    "java/io/CharArrayReader",
                    "java/io/CharArrayWriter",
                    "java/io/StringReader",
                    "java/io/StringWriter",
                    "java/lang/StringBuilder",
                    "java/security/MessageDigest",
                    "java/text/DateFormat",
                    "java/text/DecimalFormat",
                    "java/text/NumberFormat",
                    "java/text/SimpleDateFormat",
                    "java/util/Scanner",
                    "java/util/StringJoiner",
                    "java/util/StringTokenizer",
                    "java/util/regex/Matcher",
                    "java/util/zip/Adler32",
                    "java/util/zip/CRC32");

    /** Classes all of whose methods only help to use what they are given. */
    private static final Set<String> HELPERS =
            Set.of(
                    "java/lang/String",
                    "java/lang/StringBuilder",
                    "java/util/Arrays",
                    "java/util/Collections",
                    "java/util/Objects");

    /** How methods of {@code Arrays} and {@code Collections} are named that change nothing. */
    private static final List<String> READING =
            List.of(
                    "asList",
                    "binarySearch",
                    "compare",
                    "copyOf",
                    "deep",
                    "disjoint",
                    "enumeration",
                    "equals",
                    "frequency",
                    "hashCode",
                    "indexOf",
                    "lastIndexOf",
                    "list",
                    "max",
                    "min",
                    "mismatch",
                    "nCopies",
                    "spliterator",
                    "stream",
                    "toString",
                    "unmodifiable");

    private Uses() {}

    /** Whether calls of this class count as accesses, unless the object is the method's own. */
    static boolean isMutable(String owner) {
        return MUTABLE.contains(owner);
    }

    /** How a call uses an argument, as in {@link Access}; 0 if that need not be told. */
    static int ofArgument(String owner, String method, boolean isStatic, String type) {
        boolean isHelper = isStatic || owner.equals("java/lang/StringBuilder");
        if (!isShared(owner, method, type)
                && !(type.equals("Ljava/lang/Object;") && isHelper && HELPERS.contains(owner))
                && !(type.equals("Ljava/lang/CharSequence;") && isHelper)) {
            return Access.UNKNOWN;
        }
        return Access.CALL
                | Access.READS
                | (mayWrite(owner, method, type.charAt(0) == '[') ? Access.WRITES : Access.UNKNOWN);
    }

    /** Whether an argument makes the call one of what threads share. */
    static boolean isShared(String owner, String method, String type) {
        if (type.charAt(0) == '[') {
            return type.length() == 2
                    || (!method.equals("asList")
                            && (owner.equals("java/util/Arrays")
                                    || owner.equals("java/lang/System")));
        }
        return type.equals("Ljava/lang/Iterable;")
                || (method.equals("arraycopy") && type.equals("Ljava/lang/Object;"))
                || (type.charAt(0) == 'L'
                        && SharedClasses.isShared(type.substring(1, type.length() - 1)));
    }

    private static boolean mayWrite(String owner, String method, boolean isArray) {
        if (owner.equals("java/util/Arrays") || owner.equals("java/util/Collections")) {
            return READING.stream().noneMatch(method::startsWith);
        }
        return method.equals("drainTo")
                || owner.equals("java/lang/System")
                || (isArray && !method.equals("<init>") && !owner.startsWith("java/lang/"));
    }
}
