package dev.heddle.isolation;

import dev.heddle.Heddle;

import java.util.ArrayList;
import java.util.List;

/** The main class of a JVM that replays a token and explores, with classes that are loaded anew. */
final class FreshMain {

    static final int SCHEDULES = 50;

    private FreshMain() {}

    public static void main(String[] arguments) {
        var report = Heddle.explorer().replay(arguments[0], FreshBodies.Racy.class);
        System.out.println(report.failure().orElseThrow().summary());
        digests().forEach(System.out::println);
    }

    static List<String> digests() {
        List<String> digests = new ArrayList<>();
        Heddle.explorer()
                .schedules(SCHEDULES)
                .toTheEnd()
                .freshClasses("dev.heddle.isolation")
                .onDigest(digest -> digests.add(Long.toHexString(digest)))
                .explore(FreshBodies.Racy.class);
        return digests;
    }
}
