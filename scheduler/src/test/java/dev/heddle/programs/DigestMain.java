package dev.heddle.programs;

import java.util.List;

/**
 * The main class of a JVM that does nothing but run the named programs in the given order, each
 * with as many seeds, and print how every run ended and its digest.
 */
final class DigestMain {

    private DigestMain() {}

    public static void main(String[] arguments) {
        int seeds = Integer.parseInt(arguments[0]);
        StringBuilder out = new StringBuilder();
        for (String name : List.of(arguments).subList(1, arguments.length)) {
            Programs program = Programs.valueOf(name);
            int seed = 1;
            for (Recording run : Recording.ofSeeds(seeds, program)) {
                out.append(line(program, seed++, run)).append('\n');
            }
        }
        System.out.print(out);
    }

    static String line(Programs program, int seed, Recording run) {
        return "%s %d %s %016x".formatted(program, seed, run.kind(), run.digest());
    }
}
