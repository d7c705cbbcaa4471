package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.text.DecimalFormat;
import java.text.SimpleDateFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Stack;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Of which objects of the JDK a call is an access to memory that nothing orders. */
class ContentsTest {

    private final Contents contents = new Contents();

    private static final class OwnList extends ArrayList<String> {
        private static final long serialVersionUID = 1;
    }

    @Test
    void whatThreadsMustNotShare() {
        List<Object> all =
                List.of(
                        new ArrayList<>(),
                        new HashMap<>(),
                        new TreeSet<>(),
                        new ArrayList<>().iterator(),
                        new HashMap<>().keySet(),
                        new BitSet(),
                        new StringBuilder(),
                        new SimpleDateFormat(),
                        new DecimalFormat());
        assertThat(all).allMatch(contents::areUnsynchronized);
        assertThat(all.reversed()).as("again").allMatch(contents::areUnsynchronized);
    }

    @Test
    void whatTheyMay() {
        List<Object> all =
                List.of(
                        new Object(),
                        new ConcurrentHashMap<>(),
                        new CopyOnWriteArrayList<>(),
                        new ConcurrentHashMap<>().keySet().iterator(),
                        Collections.synchronizedList(new ArrayList<>()),
                        Arrays.asList(1, 2),
                        List.of(1, 2, 3),
                        Map.of(1, 2),
                        new Vector<>(),
                        new Vector<>().iterator(),
                        new Stack<>(),
                        new Hashtable<>(),
                        new Hashtable<>().keySet().iterator(),
                        new StringBuffer(),
                        new Random(),
                        new StringJoiner(","),
                        "text",
                        new OwnList());
        for (Object one : all) {
            assertThat(contents.areUnsynchronized(one)).as("%s", one.getClass()).isFalse();
            // The answer to one question is none to the next.
            assertThat(contents.areUnsynchronized(new ArrayList<>())).isTrue();
            assertThat(contents.areUnsynchronized(one)).as("%s", one.getClass()).isFalse();
        }
    }
}
