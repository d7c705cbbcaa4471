package dev.heddle.flaky;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is varied in runs of a test, and what it finds around it.
 *
 * @param schedules whether threads are interleaved in different ways
 * @param chance whether what is drawn at random differs
 * @param epoch calendar time as a run begins
 * @param zone the usual time zone, by its name
 * @param slackMillis how much time may pass while a thread could run; 0 for a machine that is
 *     infinitely fast
 * @param held which number chance is held at, where it is not varied
 */
record Setting(
        boolean schedules, boolean chance, Instant epoch, String zone, long slackMillis, int held) {

    /** Nothing varies. */
    static Setting still(Instant epoch, String zone) {
        return new Setting(false, false, epoch, zone, 0, 0);
    }

    Setting varyingSchedules(boolean varied) {
        return new Setting(varied, chance, epoch, zone, slackMillis, held);
    }

    Setting varyingChance(boolean varied) {
        return new Setting(schedules, varied, epoch, zone, slackMillis, held);
    }

    Setting at(Instant other, String otherZone) {
        return new Setting(schedules, chance, other, otherZone, slackMillis, held);
    }

    Setting slack(long millis) {
        return new Setting(schedules, chance, epoch, zone, millis, held);
    }

    Setting holdingChanceAt(int number) {
        return new Setting(schedules, chance, epoch, zone, slackMillis, number);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("schedules", schedules);
        map.put("chance", chance);
        map.put("epoch", epoch.toString());
        map.put("zone", zone);
        map.put("slackMillis", slackMillis);
        map.put("held", held);
        return map;
    }

    static Setting of(Json map) {
        return new Setting(
                map.flag("schedules"),
                map.flag("chance"),
                Instant.parse(map.text("epoch")),
                map.text("zone"),
                map.number("slackMillis"),
                (int) map.number("held"));
    }
}
