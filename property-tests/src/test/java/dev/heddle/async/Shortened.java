package dev.heddle.async;

import dev.heddle.ParsedJson;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Makes a program smaller with which something is wrong: an operation less, or the body of a block
 * in place of the block, as long as it stays wrong. All that is one step smaller is recorded at
 * once.
 */
final class Shortened {

    private final Python python;
    private final Predicate<RecordedProgram> isWrong;

    Shortened(Python python, Predicate<RecordedProgram> isWrong) {
        this.python = python;
        this.isWrong = isWrong;
    }

    RecordedProgram of(RecordedProgram wrong) throws IOException, InterruptedException {
        RecordedProgram smallest = wrong;
        for (int from = 0; ; ) {
            List<Map<String, Object>> smaller = smallerThan(smallest.program(), from);
            List<RecordedProgram> recorded =
                    python.record(smaller, smaller.stream().map(_ -> wrong.name()).toList());
            int first = 0;
            while (first < recorded.size() && !isStillWrong(recorded.get(first))) {
                first++;
            }
            if (first < recorded.size()) {
                smallest = recorded.get(first);
                from += first;
            } else if (from == 0) {
                return smallest;
            } else {
                from = 0;
            }
        }
    }

    private boolean isStillWrong(RecordedProgram one) {
        return Campaign.isToBeFollowed(one) && isWrong.test(one);
    }

    /** Without the one or the other, those that would be left out before a place not counted. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> smallerThan(Map<String, Object> program, int from) {
        List<Map<String, Object>> all = new ArrayList<>();
        int places = places(program).size();
        for (int place = from; place < places; place++) {
            for (boolean unwrap : new boolean[] {false, true}) {
                Map<String, Object> copy =
                        (Map<String, Object>) ParsedJson.of(WrittenJson.of(program));
                Place there = places(copy).get(place);
                if (there.leaveOut(unwrap)) {
                    all.add(copy);
                }
            }
        }
        return all;
    }

    /** Where something can be left out: a member of a list, or of an object. */
    private record Place(List<Object> list, Map<String, Object> map, Object at) {

        @SuppressWarnings("unchecked")
        boolean leaveOut(boolean unwrap) {
            if (map != null) {
                return !unwrap && map.remove((String) at) != null;
            }
            Object removed = list.remove((int) (Integer) at);
            if (!unwrap) {
                return true;
            }
            if (removed instanceof Map<?, ?> op && op.get("body") instanceof List<?> body) {
                list.addAll((Integer) at, (List<Object>) body);
                return op.containsKey("op");
            }
            return false;
        }
    }

    private static List<Place> places(Map<String, Object> program) {
        List<Place> places = new ArrayList<>();
        collect(program, places);
        return places;
    }

    @SuppressWarnings("unchecked")
    private static void collect(Object json, List<Place> into) {
        switch (json) {
            case Map<?, ?> map -> {
                for (String may : List.of("finally", "except", "reraise", "eager")) {
                    if (map.containsKey(may)) {
                        into.add(new Place(null, (Map<String, Object>) map, may));
                    }
                }
                map.values().forEach(value -> collect(value, into));
            }
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    if (list.size() > 1 || list.get(i) instanceof Map<?, ?>) {
                        into.add(new Place((List<Object>) list, null, i));
                    }
                    collect(list.get(i), into);
                }
            }
            case null, default -> {}
        }
    }
}
