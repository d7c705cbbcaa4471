package dev.heddle.prove;

import dev.heddle.prove.Node.Asleep;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.BitSet;

/** Writes down what is still to be visited, and reads it again, for a search that goes on later. */
final class Frontier {

    private static final int[] NONE = {};

    private Frontier() {}

    static void write(DataOutputStream out, Path path) throws IOException {
        out.writeInt(path.fresh);
        out.writeInt(path.length);
        for (int i = 0; i < path.length; i++) {
            write(out, path.path.get(i));
        }
    }

    static void read(DataInputStream in, Path path) throws IOException {
        path.fresh = in.readInt();
        int length = in.readInt();
        if (path.fresh < 0 || length < 0 || length > 1 << 20) {
            throw new IOException("no search has " + length + " steps");
        }
        path.begun = true;
        path.length = length;
        path.path.clear();
        for (int i = 0; i < length; i++) {
            path.path.add(readNode(in));
        }
    }

    private static void write(DataOutputStream out, Node node) throws IOException {
        out.writeInt(node.fiber);
        write(out, node.script);
        out.writeInt(node.owned);
        write(out, node.after);
        write(out, node.planned);
        write(out, node.others);
        out.writeInt(node.known);
        out.writeInt(node.asleep.size());
        for (Asleep one : node.asleep) {
            out.writeInt(one.fiber);
            write(out, one.script);
            one.step.write(out);
        }
        out.writeInt(node.done);
        out.writeInt(node.taken);
        BitSet shared = node.shared;
        write(out, shared == null ? NONE : shared.stream().toArray());
        out.writeInt(shared == null ? Trace.NONE : node.effects);
        out.writeInt(node.preemptions);
        out.writeInt(node.goesOn);
        out.writeInt(node.tentative);
        out.writeInt(node.leftOut);
        out.writeBoolean(node.isLate);
    }

    private static Node readNode(DataInputStream in) throws IOException {
        Node node = new Node();
        node.fiber = in.readInt();
        node.script = readInts(in);
        node.owned = in.readInt();
        node.after = readBranches(in);
        node.planned = readBranches(in);
        node.others = readBranches(in);
        node.known = in.readInt();
        int asleep = in.readInt();
        for (int i = 0; i < asleep; i++) {
            node.asleep.add(new Asleep(in.readInt(), readInts(in), Stored.read(in)));
        }
        node.done = in.readInt();
        node.taken = in.readInt();
        BitSet shared = new BitSet();
        for (int effect : readInts(in)) {
            shared.set(effect);
        }
        node.shared = shared; // Of no account if the effects are not known.
        node.effects = in.readInt();
        node.preemptions = in.readInt();
        node.goesOn = in.readInt();
        node.tentative = in.readInt();
        node.leftOut = in.readInt();
        node.isLate = in.readBoolean();
        return node;
    }

    /** Writes branches that are beside each other, each with those that follow it. */
    private static void write(DataOutputStream out, @Nullable Branch first) throws IOException {
        int count = 0;
        for (Branch branch = first; branch != null; branch = branch.next) {
            count++;
        }
        out.writeInt(count);
        for (Branch branch = first; branch != null; branch = branch.next) {
            out.writeInt(branch.fiber);
            write(out, branch.script);
            out.writeInt(branch.owned);
            out.writeBoolean(branch.step != null);
            if (branch.step != null) {
                branch.step.write(out);
            }
            write(out, branch.first);
        }
    }

    private static @Nullable Branch readBranches(DataInputStream in) throws IOException {
        int count = in.readInt();
        Branch first = null;
        Branch last = null;
        for (int i = 0; i < count; i++) {
            int fiber = in.readInt();
            int[] script = readInts(in);
            int owned = in.readInt();
            Stored step = in.readBoolean() ? Stored.read(in) : null;
            Branch branch = new Branch(fiber, script, owned, step);
            branch.first = readBranches(in);
            if (last == null) {
                first = branch;
            } else {
                last.next = branch;
            }
            last = branch;
        }
        return first;
    }

    static void write(DataOutputStream out, int[] numbers) throws IOException {
        out.writeInt(numbers.length);
        for (int number : numbers) {
            out.writeInt(number);
        }
    }

    static int[] readInts(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > 1 << 20) {
            throw new IOException("there are not " + length + " numbers");
        }
        int[] numbers = new int[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = in.readInt();
        }
        return numbers;
    }
}
