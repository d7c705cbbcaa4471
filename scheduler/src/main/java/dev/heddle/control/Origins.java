package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Where the program's classes were loaded from: folders and jars. */
public final class Origins {

    private Origins() {}

    /**
     * The folders or jars that these classes were loaded from, as far as they are loaded, and that
     * is known.
     *
     * @param names the names of classes, as in {@link Sites.Site#type}
     */
    public static Map<String, Path> of(Set<String> names) {
        Map<String, Path> found = new HashMap<>();
        Set<String> wanted = new HashSet<>(names);
        for (Class<?> type : Control.instrumentation().getAllLoadedClasses()) {
            if (type.getClassLoader() == null
                    || type.isArray()
                    || !wanted.contains(type.getName())) {
                continue;
            }
            Path origin = origin(type);
            if (origin != null) {
                found.put(type.getName(), origin);
                wanted.remove(type.getName());
            }
        }
        return found;
    }

    private static @Nullable Path origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL place = source == null ? null : source.getLocation();
        if (place == null || !place.getProtocol().equals("file")) {
            return null;
        }
        try {
            return Path.of(place.toURI());
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return null; // No file that could have a source beside it.
        }
    }
}
