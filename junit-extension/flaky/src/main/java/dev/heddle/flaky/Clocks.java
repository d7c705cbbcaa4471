package dev.heddle.flaky;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/** The moments, and the time zones, at which tests of time are known to go wrong. */
final class Clocks {

    /** A run that begins so long before a boundary can come to it, and can also stay before it. */
    private static final Duration BEFORE = Duration.ofMillis(40);

    /** In which clocks are put forward and back, if they are not at home. */
    private static final String WITH_SUMMER = "Europe/Berlin";

    private Clocks() {}

    /**
     * A clock to try.
     *
     * @param name what is special about it
     * @param begin as it is when a run begins
     * @param zone the usual time zone
     */
    record Clock(String name, Instant begin, String zone) {

        @Override
        public String toString() {
            return "%s (%s, %s)"
                    .formatted(name, begin.atZone(ZoneId.of(zone)).toLocalDateTime(), zone);
        }
    }

    /** The clocks around a moment: what will come next of each kind, and a few from the past. */
    static List<Clock> around(Instant now, String zone) {
        ZoneId home = ZoneId.of(zone);
        LocalDate today = now.atZone(home).toLocalDate();
        List<Clock> all = new ArrayList<>();
        all.add(before("right before midnight", today.plusDays(1), home));
        LocalDate month = today.with(TemporalAdjusters.firstDayOfNextMonth());
        all.add(before("right before the end of a month", month, home));
        all.add(
                before(
                        "right before the end of a year",
                        LocalDate.of(today.getYear() + 1, 1, 1),
                        home));
        all.add(clock("the last day of a month", month.minusDays(1).atTime(12, 0), home));
        all.add(
                clock(
                        "the 31st of January",
                        LocalDate.of(today.getYear() + 1, 1, 31).atTime(12, 0),
                        home));
        all.add(clock("a leap day", leapDay(today).atTime(12, 0), home));
        all.add(
                clock(
                        "a day of one digit in a month of one digit",
                        LocalDate.of(today.getYear() + 1, 3, 4).atTime(9, 5, 7),
                        home));
        all.add(
                clock(
                        "a Sunday",
                        today.with(TemporalAdjusters.next(java.time.DayOfWeek.SUNDAY))
                                .atTime(12, 0),
                        home));
        all.add(
                clock(
                        "a Monday",
                        today.with(TemporalAdjusters.next(java.time.DayOfWeek.MONDAY))
                                .atTime(12, 0),
                        home));
        all.add(clock("early in the morning", today.plusDays(1).atTime(0, 30), home));
        all.add(clock("late in the evening", today.plusDays(1).atTime(23, 30), home));
        all.add(clock("next year", today.plusYears(1).atTime(12, 0), home));
        all.add(clock("in ten years", today.plusYears(10).atTime(12, 0), home));
        all.add(clock("a year ago", today.minusYears(1).atTime(12, 0), home));
        addTransitions(now, home, all);
        for (String other :
                List.of("UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati")) {
            if (!other.equals(zone)) {
                all.add(new Clock("another time zone", now, other));
            }
        }
        // Where the date is another one than in UTC.
        all.add(
                clock(
                        "late in the evening, west of Greenwich",
                        today.atTime(22, 0),
                        ZoneId.of("America/Los_Angeles")));
        return List.copyOf(all);
    }

    private static Clock before(String name, LocalDate day, ZoneId zone) {
        return new Clock(name, day.atStartOfDay(zone).toInstant().minus(BEFORE), zone.getId());
    }

    private static Clock clock(String name, LocalDateTime time, ZoneId zone) {
        return new Clock(name, time.atZone(zone).toInstant(), zone.getId());
    }

    private static LocalDate leapDay(LocalDate today) {
        int year = today.getYear();
        while (!java.time.Year.isLeap(year)
                || !LocalDate.of(year, Month.FEBRUARY, 29).isAfter(today)) {
            year++;
        }
        return LocalDate.of(year, Month.FEBRUARY, 29);
    }

    private static void addTransitions(Instant now, ZoneId home, List<Clock> all) {
        boolean changes = home.getRules().nextTransition(now) != null;
        ZoneId zone = changes ? home : ZoneId.of(WITH_SUMMER);
        Instant at = now;
        for (int i = 0; i < 2; i++) {
            ZoneOffsetTransition next = zone.getRules().nextTransition(at);
            if (next == null) {
                return;
            }
            String way = next.isGap() ? "forward" : "back";
            at = next.getInstant();
            all.add(
                    new Clock(
                            "right before clocks are put " + way, at.minus(BEFORE), zone.getId()));
            ZonedDateTime day =
                    at.atZone(zone).toLocalDate().atTime(LocalTime.of(0, 10)).atZone(zone);
            all.add(
                    new Clock(
                            "the day on which clocks are put " + way,
                            day.toInstant(),
                            zone.getId()));
        }
    }
}
