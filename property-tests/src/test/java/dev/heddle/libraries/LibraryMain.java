package dev.heddle.libraries;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogManager;

/**
 * The main class of a JVM that does nothing but run the named programs in the given order, and
 * print the digest of each of their runs.
 */
final class LibraryMain {

    private LibraryMain() {}

    public static void main(String[] arguments) {
        int schedules = Integer.parseInt(arguments[0]);
        StringBuilder out = new StringBuilder();
        for (String name : List.of(arguments).subList(1, arguments.length)) {
            for (String line : lines(Program.valueOf(name), schedules)) {
                out.append(line).append('\n');
            }
        }
        System.out.print(out);
    }

    static List<String> lines(Program program, int schedules) {
        // To print a log is a part of a run, and Surefire's error stream is not like the real one.
        LogManager.getLogManager().reset();
        Libraries.warmUp(program, schedules);
        List<String> lines = new ArrayList<>();
        for (long digest : Libraries.digests(program, schedules)) {
            lines.add("%s %d %016x".formatted(program, lines.size(), digest));
        }
        return lines;
    }
}
