package dev.heddle;

import java.util.ArrayList;
import java.util.List;

/** The main class of a JVM that says what is under some schedules. */
final class ScheduleMain {

    private ScheduleMain() {}

    public static void main(String[] arguments) {
        lines().forEach(System.out::println);
    }

    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String text :
                List.of("plan:", "plan:s1p1=2", "drawn:7:random", "drawn:8:pos", "drawn:9:pct:3")) {
            Schedule schedule = Schedule.of(text);
            Rehearsal rehearsal = new Rehearsal(schedule);
            ScheduleTest.Counter counter = new ScheduleTest.Counter();
            schedule.rehearsed(rehearsal).run(ScheduleTest.twice(counter));
            lines.add("%s %d %016x".formatted(text, counter.value, rehearsal.digest()));
        }
        return lines;
    }
}
