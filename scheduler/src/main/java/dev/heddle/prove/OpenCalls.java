package dev.heddle.prove;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The calls of shared objects in which fibers are: of a collection that calls a comparator, or a
 * function that it was given. While the program goes on in there, others may go on as well, and
 * what is left of the call is done in later steps; nobody tells of that, so each of those steps
 * counts as a use of the object.
 */
final class OpenCalls {

    /** Those of one fiber, the outermost first. */
    private static final class Stack {
        int depth;
        int[] sites = new int[4];
        @Nullable Object[] objects = new Object[4];
        byte[] kinds = new byte[4];
    }

    private Stack[] stacks = new Stack[0];

    void makeRoomFor(int fiber) {
        if (fiber >= stacks.length) {
            int had = stacks.length;
            stacks = Arrays.copyOf(stacks, fiber * 2 + 2);
            for (int i = had; i < stacks.length; i++) {
                stacks[i] = new Stack();
            }
        }
    }

    /** A run begins. */
    void begin() {
        for (Stack stack : stacks) {
            Arrays.fill(stack.objects, 0, stack.depth, null);
            stack.depth = 0;
        }
    }

    /** A fiber calls a method of an object, which may call the program. */
    void opens(int fiber, int site, Object object, byte kind) {
        Stack stack = stacks[fiber];
        int at = stack.depth++;
        if (at == stack.sites.length) {
            stack.sites = Arrays.copyOf(stack.sites, at * 2);
            stack.objects = Arrays.copyOf(stack.objects, at * 2);
            stack.kinds = Arrays.copyOf(stack.kinds, at * 2);
        }
        stack.sites[at] = site;
        stack.objects[at] = object;
        stack.kinds[at] = kind;
    }

    /** A fiber comes back from its call there; those inside of that were left by exceptions. */
    void returns(int fiber, int site) {
        Stack stack = stacks[fiber];
        for (int at = stack.depth - 1; at >= 0; at--) {
            if (stack.sites[at] == site) {
                Arrays.fill(stack.objects, at, stack.depth, null);
                stack.depth = at;
                return;
            }
        }
    }

    /** In how many calls a fiber is. */
    int depth(int fiber) {
        return stacks[fiber].depth;
    }

    @Nullable Object object(int fiber, int at) {
        return stacks[fiber].objects[at];
    }

    byte kind(int fiber, int at) {
        return stacks[fiber].kinds[at];
    }
}
