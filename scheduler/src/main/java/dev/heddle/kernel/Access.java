package dev.heddle.kernel;

import dev.heddle.api.API;

/**
 * What a fiber is about to do at a scheduling point, as bits: enough to tell whether it and what
 * another fiber is about to do can be swapped without anybody noticing.
 *
 * {@snippet :
 *     boolean onlyReads = (fiber.access() & (Access.READS | Access.WRITES)) == Access.READS;
 *     boolean canBeSwapped = !Access.conflict(fiber, other);
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Access {

    /** Nothing is known of it: it may have to do with anything. */
    public static final int UNKNOWN = 0;

    /** It sees what others have written. */
    public static final int READS = 1;

    /** It changes what others see. */
    public static final int WRITES = 2;

    /** It orders what comes before and after it, as a volatile field does. */
    public static final int ORDERS = 4;

    /** It is an access to an element of an array, and the member is its index. */
    public static final int ELEMENT = 8;

    /** It is a call of a method of an object of the JDK, which stands for all that is in there. */
    public static final int CALL = 16;

    /** It enters the object's monitor. */
    public static final int MONITOR = 32;

    /** Of a call: it changes the object as a whole, and so is in the way of any other call. */
    public static final int CHANGES = 64;

    /** It has to do with nothing that others do: it begins, ends, or lets others go first. */
    public static final int ALONE = 128;

    /** Of a call: it is told as well when it has returned. */
    public static final int RETURNS = 256;

    /** What distinguishes a monitor, or the whole of an object, from its fields. */
    private static final int PLACE = ELEMENT | CALL | MONITOR;

    private Access() {}

    /** Whether two fibers, both at a scheduling point, are about to do what can not be swapped. */
    public static boolean conflict(Fiber one, Fiber other) {
        int first = one.access;
        int second = other.access;
        if (first == ALONE || second == ALONE) {
            return false;
        }
        if (first == UNKNOWN || second == UNKNOWN) {
            return true;
        }
        return ((first | second) & WRITES) != 0
                && (first & PLACE) == (second & PLACE)
                && one.member == other.member
                && one.accessed == other.accessed;
    }
}
