package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Covers.Handling;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.HttpCookie;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.HijrahDate;
import java.time.chrono.IsoChronology;
import java.time.chrono.JapaneseDate;
import java.time.chrono.MinguoDate;
import java.time.chrono.ThaiBuddhistDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Whatever tells the time tells the same time. */
class ClocksTest {

    /** The last moment but one of a winter in Berlin, and not on a whole millisecond. */
    private static final Instant EPOCH = Instant.parse("2026-03-29T00:59:59.999999500Z");

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** A summer day with a bit of everything later. */
    private static final Duration LATER = Duration.ofDays(100).plusNanos(3_723_004_005_006L);

    private static final Instant THEN = EPOCH.plus(LATER);

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    /**
     * Free and under control a clock shows a moment between two looks at another clock, as far as
     * it shows any; under control it is, besides, exactly the epoch, and later as much later as
     * time has passed.
     */
    private static void check(ChronoUnit resolution, Supplier<Instant> clock) {
        Body agrees =
                () -> {
                    Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
                    Instant shown = clock.get();
                    Instant after = Instant.ofEpochMilli(System.currentTimeMillis() + 1);
                    assertThat(shown)
                            .isBetween(before.truncatedTo(resolution), after.plusMillis(1));
                };
        Conformance.check(agrees);
        exactly(
                () -> {
                    assertThat(clock.get()).isEqualTo(EPOCH.truncatedTo(resolution));
                    Thread.sleep(LATER);
                    assertThat(clock.get()).isEqualTo(THEN.truncatedTo(resolution));
                });
    }

    private static void exactly(Body body) {
        Heddle.explorer().epoch(EPOCH).schedules(5).explore(body).check();
    }

    @Test
    @Covers(area = Area.TIME, value = "System.currentTimeMillis")
    void milliseconds() {
        check(ChronoUnit.MILLIS, () -> Instant.ofEpochMilli(System.currentTimeMillis()));
        LongSupplier reference = System::currentTimeMillis;
        check(ChronoUnit.MILLIS, () -> Instant.ofEpochMilli(reference.getAsLong()));
    }

    @Test
    @Covers(area = Area.TIME, value = "System.nanoTime")
    void nanosecondsMoveInStepWithCalendarTime() {
        Conformance.check(
                () -> {
                    long nanos = System.nanoTime();
                    Instant instant = Instant.now();
                    Thread.sleep(2);
                    assertThat(System.nanoTime() - nanos).isGreaterThanOrEqualTo(2_000_000);
                    assertThat(Duration.between(instant, Instant.now()))
                            .isGreaterThanOrEqualTo(Duration.ofMillis(1)); // Clocks are adjusted.
                });
        exactly(
                () -> {
                    long nanos = System.nanoTime();
                    for (int i = 0; i < 100; i++) {
                        Thread.sleep(0, 1 + i * 7_919);
                        Duration passed = Duration.between(EPOCH, Instant.now());
                        assertThat(System.nanoTime() - nanos).isEqualTo(passed.toNanos());
                        assertThat(System.currentTimeMillis())
                                .isEqualTo(Instant.now().toEpochMilli());
                    }
                });
    }

    @Test
    @Covers(area = Area.TIME, value = "Instant.now, with and without a clock")
    void instants() {
        check(ChronoUnit.NANOS, Instant::now);
        check(ChronoUnit.NANOS, () -> Instant.now(Clock.systemUTC()));
    }

    @Test
    @Covers(area = Area.TIME, value = "Clock.systemUTC, systemDefaultZone, system")
    @Covers(area = Area.TIME, value = "InstantSource.system")
    void clocksOfTheSystem() {
        check(ChronoUnit.NANOS, () -> Clock.systemUTC().instant());
        check(ChronoUnit.MILLIS, () -> Instant.ofEpochMilli(Clock.systemUTC().millis()));
        check(ChronoUnit.NANOS, () -> Clock.systemDefaultZone().instant());
        check(ChronoUnit.NANOS, () -> Clock.system(BERLIN).instant());
        check(ChronoUnit.NANOS, () -> InstantSource.system().instant());
        check(ChronoUnit.MILLIS, () -> Instant.ofEpochMilli(InstantSource.system().millis()));
        check(ChronoUnit.NANOS, () -> InstantSource.system().withZone(BERLIN).instant());
    }

    @Test
    @Covers(area = Area.TIME, value = "Clock.tick, tickMillis, tickSeconds, tickMinutes")
    void clocksThatTick() {
        check(ChronoUnit.MILLIS, () -> Clock.tickMillis(BERLIN).instant());
        check(ChronoUnit.SECONDS, () -> Clock.tickSeconds(BERLIN).instant());
        check(ChronoUnit.MINUTES, () -> Clock.tickMinutes(BERLIN).instant());
        check(ChronoUnit.HOURS, () -> Clock.tick(Clock.systemUTC(), Duration.ofHours(1)).instant());
        check(
                ChronoUnit.MICROS,
                () -> Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS)).instant());
    }

    @Test
    @Covers(area = Area.TIME, value = "Clock.offset, fixed")
    void clocksThatAreOff() {
        Duration off = Duration.ofDays(-12_345);
        check(ChronoUnit.NANOS, () -> Clock.offset(Clock.systemUTC(), off).instant().minus(off));
        Conformance.check(
                () -> {
                    Clock fixed = Clock.fixed(THEN, BERLIN);
                    Thread.sleep(1);
                    assertThat(fixed.instant()).isEqualTo(THEN);
                });
    }

    @Test
    @Covers(area = Area.TIME, value = "LocalDateTime.now, OffsetDateTime.now, ZonedDateTime.now")
    void datesWithTimes() {
        check(ChronoUnit.NANOS, () -> OffsetDateTime.now().toInstant());
        check(ChronoUnit.NANOS, () -> OffsetDateTime.now(BERLIN).toInstant());
        check(ChronoUnit.NANOS, () -> ZonedDateTime.now().toInstant());
        check(ChronoUnit.NANOS, () -> ZonedDateTime.now(BERLIN).toInstant());
        check(ChronoUnit.NANOS, () -> LocalDateTime.now(ZoneOffset.UTC).toInstant(ZoneOffset.UTC));
        exactly(
                () -> {
                    assertThat(LocalDateTime.now(BERLIN))
                            .isEqualTo(LocalDateTime.parse("2026-03-29T01:59:59.999999500"));
                    Thread.sleep(0, 500);
                    assertThat(LocalDateTime.now(BERLIN)) // Summer has begun.
                            .isEqualTo(LocalDateTime.parse("2026-03-29T03:00"));
                });
    }

    @Test
    @Covers(
            area = Area.TIME,
            value = "LocalDate.now, LocalTime.now, OffsetTime.now, Year.now, YearMonth.now, ...")
    @Covers(area = Area.TIME, value = "Dates of other chronologies: JapaneseDate.now, ...")
    void partsOfDates() {
        exactly(
                () -> {
                    Thread.sleep(LATER);
                    ZonedDateTime then = THEN.atZone(BERLIN);
                    assertThat(LocalDate.now(BERLIN)).isEqualTo(then.toLocalDate());
                    assertThat(LocalTime.now(BERLIN)).isEqualTo(then.toLocalTime());
                    assertThat(OffsetTime.now(BERLIN))
                            .isEqualTo(then.toOffsetDateTime().toOffsetTime());
                    assertThat(Year.now(BERLIN)).isEqualTo(Year.of(2026));
                    assertThat(YearMonth.now(BERLIN)).isEqualTo(YearMonth.of(2026, 7));
                    assertThat(MonthDay.now(BERLIN)).isEqualTo(MonthDay.of(7, 7));
                    long day = then.toLocalDate().toEpochDay();
                    for (TemporalAccessor date :
                            new TemporalAccessor[] {
                                JapaneseDate.now(BERLIN),
                                HijrahDate.now(BERLIN),
                                MinguoDate.now(BERLIN),
                                ThaiBuddhistDate.now(BERLIN),
                                IsoChronology.INSTANCE.dateNow(BERLIN)
                            }) {
                        assertThat(date.getLong(ChronoField.EPOCH_DAY)).isEqualTo(day);
                    }
                });
        Conformance.check(
                () -> {
                    ZonedDateTime before = ZonedDateTime.now();
                    LocalDate date = LocalDate.now();
                    Year year = Year.now();
                    ZonedDateTime after = ZonedDateTime.now();
                    assertThat(date).isBetween(before.toLocalDate(), after.toLocalDate());
                    assertThat(year.getValue()).isBetween(before.getYear(), after.getYear());
                });
    }

    @Test
    @Covers(area = Area.TIME, value = "new Date")
    void dates() {
        check(ChronoUnit.MILLIS, () -> new Date().toInstant());
    }

    @Test
    @Covers(area = Area.TIME, value = "Calendar.getInstance, new GregorianCalendar")
    void calendars() {
        check(ChronoUnit.MILLIS, () -> Calendar.getInstance().toInstant());
        check(ChronoUnit.MILLIS, () -> new GregorianCalendar().toInstant());
        check(
                ChronoUnit.MILLIS,
                () -> new Calendar.Builder().setInstant(new Date()).build().toInstant());
        for (String type : new String[] {"gregory", "buddhist", "japanese"}) {
            Locale locale = new Locale.Builder().setUnicodeLocaleKeyword("ca", type).build();
            check(ChronoUnit.MILLIS, () -> Calendar.getInstance(locale).toInstant());
        }
    }

    @Test
    @Covers(
            area = Area.TIME,
            value = "TimeZone.getRawOffset, useDaylightTime",
            handling = Handling.REAL,
            note = "They are those of the real day; getOffset of a date is right.")
    void timeZonesOfToday() {
        // Samoa moved to the other side of the date line at the end of 2011.
        TimeZone samoa = TimeZone.getTimeZone("Pacific/Apia");
        Heddle.explorer()
                .epoch(Instant.parse("2005-06-01T00:00:00Z"))
                .schedules(2)
                .explore(
                        () -> {
                            assertThat(samoa.getRawOffset()).isEqualTo(13 * 3_600_000);
                            assertThat(samoa.getOffset(System.currentTimeMillis()))
                                    .isEqualTo(-11 * 3_600_000);
                        })
                .check();
    }

    @Test
    @Covers(area = Area.TIME, value = "DateTimeFormatter, as for the dates of HTTP")
    void datesAsText() {
        exactly(
                () -> {
                    Thread.sleep(LATER);
                    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
                    assertThat(DateTimeFormatter.RFC_1123_DATE_TIME.format(now))
                            .isEqualTo("Tue, 7 Jul 2026 02:02:03 GMT");
                    assertThat("%tF %<tT.%<tL".formatted(now)).isEqualTo("2026-07-07 02:02:03.004");
                });
    }

    @Test
    @Covers(area = Area.TIME, value = "HttpCookie.hasExpired")
    void cookies() {
        Conformance.check(
                () -> {
                    HttpCookie cookie = new HttpCookie("a", "b");
                    cookie.setMaxAge(3_600);
                    assertThat(cookie.hasExpired()).isFalse();
                });
        exactly(
                () -> {
                    HttpCookie cookie = new HttpCookie("a", "b");
                    cookie.setMaxAge(3_600);
                    Thread.sleep(Duration.ofSeconds(3_600));
                    assertThat(cookie.hasExpired()).isFalse();
                    Thread.sleep(Duration.ofSeconds(1));
                    assertThat(cookie.hasExpired()).isTrue();
                });
    }

    @Test
    @Covers(area = Area.TIME, value = "LogRecord.getInstant")
    void recordsOfALog() {
        check(ChronoUnit.NANOS, () -> new LogRecord(Level.INFO, "").getInstant());
    }

    @Test
    @Covers(area = Area.TIME, value = "Instant.now by reflection or a method handle")
    void instantsByReflection() {
        check(
                ChronoUnit.NANOS,
                () -> {
                    try {
                        return (Instant) Instant.class.getMethod("now").invoke(null);
                    } catch (ReflectiveOperationException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    @Covers(
            area = Area.TIME,
            value = "Time stamps of files; start times of processes and of the JVM",
            handling = Handling.REAL)
    void stampsAreReal() {
        Heddle.explorer()
                .schedules(1)
                .explore(
                        () -> {
                            assertThat(stampOfAFile()).isAfter(Instant.now().plusSeconds(3_600));
                            assertThat(ProcessHandle.current().info().startInstant())
                                    .hasValueSatisfying(
                                            start -> assertThat(start).isAfter(Instant.now()));
                        })
                .check();
    }

    private static Instant stampOfAFile() throws IOException {
        Path file = Files.createTempFile("heddle", "");
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } finally {
            Files.delete(file);
        }
    }
}
