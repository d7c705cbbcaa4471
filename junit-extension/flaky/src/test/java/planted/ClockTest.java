package planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.TimeZone;

/** The day, the hour and the time zone of whoever runs the tests. */
class ClockTest {

    private LocalDate created;

    @Test
    @Expected("time-dependent")
    void todayIsToday() {
        created = LocalDate.now();
        String text = "created " + created;
        LocalDate again = LocalDate.now();
        assertEquals("created " + again, text);
        assertEquals(again.getDayOfMonth() + 1, created.plusDays(1).getDayOfMonth());
    }

    @Test
    @Expected("time-dependent")
    void theZoneIsGreenwich() {
        assertEquals(
                TimeZone.getTimeZone("UTC").getRawOffset(), TimeZone.getDefault().getRawOffset());
    }

    @Test
    @Expected("time-dependent")
    void aDayHasTwentyFourHours() {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        ZonedDateTime start = LocalDate.now(zone).atStartOfDay(zone);
        assertEquals(Duration.ofHours(24), Duration.between(start, start.plusDays(1)));
    }

    @Test
    @Expected("time-dependent")
    void aYearHas365Days() {
        LocalDate today = LocalDate.now();
        assertNotEquals("--02-29", today.toString().substring(3).replaceFirst("^.", "-"));
        assertEquals(today.getMonthValue(), today.plusMonths(1).minusMonths(1).getMonthValue());
        assertEquals(today, today.plusMonths(1).minusMonths(1));
    }

    @Test
    @Expected("time-dependent")
    void utcAndLocalDatesAgree() {
        assertEquals(
                LocalDateTime.now(ZoneOffset.UTC).toLocalDate(), LocalDateTime.now().toLocalDate());
    }

    @Test
    @Expected("time-dependent")
    void isQuickEnough() throws Exception {
        long began = System.currentTimeMillis();
        Thread.sleep(5);
        counted();
        assertTrue(System.currentTimeMillis() - began < 50);
    }

    private int count;

    private void counted() {
        for (int i = 0; i < 100; i++) {
            count += i;
        }
    }
}
