package dev.heddle;

import dev.heddle.control.Sites;
import dev.heddle.detect.Races;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The data races that a program may have, by the names of fields, methods and classes. */
final class AllowedRaces implements Races.Allowed {

    /** As in source: a nested class after a dot. */
    private final Set<String> names;

    /** Classes, or packages, that a member among them would be in. */
    private final Set<String> holders;

    private AllowedRaces(Set<String> names) {
        this.names = names;
        this.holders =
                names.stream()
                        .filter(name -> name.indexOf('.') > 0)
                        .map(name -> name.substring(0, name.lastIndexOf('.')))
                        .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Races that have to do with one of these.
     *
     * @throws IllegalArgumentException if one can not be a name
     */
    static AllowedRaces of(List<String> names) {
        for (String name : names) {
            if (!name.strip().matches("[\\p{L}_$][\\p{L}\\d_$.]*[\\p{L}\\d_$]|[\\p{L}_$]")) {
                throw new IllegalArgumentException(
                        "A race is allowed by the name of a field, such as org.example.Stats.hits, of a method or of a class, not by '%s'."
                                .formatted(name));
            }
        }
        return new AllowedRaces(
                Set.copyOf(names.stream().map(name -> inSource(name.strip())).toList()));
    }

    @Override
    public boolean isAny() {
        return !names.isEmpty();
    }

    @Override
    public boolean mayHold(String type) {
        String name = inSource(type);
        return names.contains(name) || holders.contains(name);
    }

    @Override
    public boolean isHolder(Class<?> type, String field) {
        String name = inSource(type.getName());
        return names.contains(name) || names.contains(name + "." + field);
    }

    /** Whether a race is allowed; must not wait. */
    @Override
    public boolean between(Class<?> type, int site, int other) {
        return !names.isEmpty() && (isAllowed(type, site) || isAllowed(type, other));
    }

    private boolean isAllowed(Class<?> type, int number) {
        Sites.Site site = Sites.search(number);
        if (names.contains(inSource(type.getName()))) {
            return true;
        }
        if (site == null) {
            return false;
        }
        String place = inSource(site.type());
        return names.contains(place)
                || names.contains(place + "." + methodOf(site))
                || isField(type, site.action());
    }

    /** The method as in source: what a lambda does, the method does in which it is written. */
    private static String methodOf(Sites.Site site) {
        String[] parts = site.method().split("\\$", -1);
        return parts.length == 3 && parts[0].equals("lambda") ? parts[1] : site.method();
    }

    /** Whether the field is one of the class, or of one above it. */
    private boolean isField(Class<?> type, String action) {
        String field = action.substring(action.indexOf(' ') + 1);
        for (@Nullable Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (names.contains(inSource(at.getName()) + "." + field)) {
                return true;
            }
        }
        return false;
    }

    private static String inSource(String name) {
        return name.replace('$', '.');
    }
}
