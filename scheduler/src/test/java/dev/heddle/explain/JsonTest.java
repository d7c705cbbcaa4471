package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.ParsedJson;
import dev.heddle.Report;
import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;
import dev.heddle.trace.Json;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports as JSON are as the schema says, and can be read whatever is in them. */
class JsonTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @Test
    void anyTextComesBack() {
        StringBuilder all =
                new StringBuilder("\"quoted\" \\ back / slash \uD83D\uDE00 lone \uD800");
        for (char c = 0; c < 300; c++) {
            all.append(c);
        }
        String text = all.append('\u2028').append('\uFFFF').toString();
        String json = Json.quoted(text);
        assertThat(json).matches("[ -~]+");
        assertThat(ParsedJson.of(json)).isEqualTo(text);
    }

    @Test
    void whatIsNestedComesBack() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("list", Arrays.asList(1L, null, true, "x", List.of(), Map.of()));
        map.put("least", Long.MIN_VALUE);
        map.put("half", 0.5);
        assertThat(ParsedJson.of(Json.text(map))).isEqualTo(map);
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> Json.text(Double.NaN)).hasMessageContaining("java.lang.Double");
        assertThatThrownBy(() -> Json.text(new Object())).hasMessageContaining("java.lang.Object");
    }

    @Test
    void aFailureIsAsTheSchemaSays() {
        Report report = Heddle.explorer().schedules(300).explore(Accounts::withdrawTwice);
        assertThat(report.passed()).isFalse();
        Object data = ParsedJson.of(report.toJson());
        assertThat(Schema.faultsOfReport(data)).isEmpty();
        Map<?, ?> failure = (Map<?, ?>) ((Map<?, ?>) data).get("failure");
        assertThat(failure.get("message")).isEqualTo(report.failure().orElseThrow().toString());
        assertThat((List<?>) failure.get("steps")).isNotEmpty();
        Object alone = ParsedJson.of(report.failure().orElseThrow().toJson());
        assertThat(Schema.faultsOfFailure(alone)).isEmpty();
    }

    @Test
    void soIsADeadlock() {
        Report report = Heddle.explorer().schedules(300).explore(Accounts::transferCrosswise);
        Object data = ParsedJson.of(report.toJson());
        assertThat(Schema.faultsOfReport(data)).isEmpty();
        Map<?, ?> failure = (Map<?, ?>) ((Map<?, ?>) data).get("failure");
        assertThat((List<?>) failure.get("standing")).hasSizeGreaterThan(1);
    }

    @Test
    void soIsWhatHasNotFailed() {
        Report report = Heddle.explorer().schedules(20).races(Check.OFF).explore(() -> {});
        Map<?, ?> data = (Map<?, ?>) ParsedJson.of(report.toJson());
        assertThat(Schema.faultsOfReport(data)).isEmpty();
        assertThat(data.get("failure")).isNull();
    }

    @Test
    void theSchemaKnowsAllEnds() {
        assertThat(Schema.kinds())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Ending.Kind.values()).map(Enum::name).toList());
    }

    @Test
    void theSchemaRefusesWhatItDoesNotKnow() {
        Report report = Heddle.explorer().schedules(1).explore(() -> {});
        Map<String, Object> data = new LinkedHashMap<>();
        ((Map<?, ?>) ParsedJson.of(report.toJson()))
                .forEach((name, value) -> data.put((String) name, value));
        data.put("more", 1L);
        data.put("schedules", "1");
        data.remove("races");
        assertThat(Schema.faultsOfReport(data))
                .containsExactlyInAnyOrder(
                        "report has a member more",
                        "report.schedules is no integer but 1",
                        "report lacks races");
    }
}
