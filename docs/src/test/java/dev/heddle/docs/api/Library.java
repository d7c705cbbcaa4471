package dev.heddle.docs.api;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All classes of some modules of Heddle, and which of their packages others may use. */
public final class Library {

    private final Map<String, Type> types = new TreeMap<>();
    private final Set<String> exported = new TreeSet<>();

    private Library() {}

    /** Reads the folders, or the jars, that these classes come from. */
    public static Library of(Class<?>... ofEachModule) throws IOException {
        Library library = new Library();
        for (Class<?> one : ofEachModule) {
            library.read(one);
        }
        return library;
    }

    /** The type of that name, if it is one of these modules'. */
    public @Nullable Type find(String name) {
        return types.get(name);
    }

    /** The type that the given one stands in, or itself. */
    public Type outermost(Type type) {
        Type outermost = types.get(type.name().replaceAll("\\$.*", ""));
        if (outermost == null) {
            throw new IllegalStateException(type + " stands in a class that is not there.");
        }
        return outermost;
    }

    /** The types that stand in the given one, at any depth. */
    public Stream<Type> nestedIn(Type type) {
        return types.values().stream().filter(other -> other.name().startsWith(type.name() + "$"));
    }

    /** All types of the packages that are exported to everybody. */
    public Stream<Type> exported() {
        return types.values().stream().filter(type -> exported.contains(type.inPackage()));
    }

    /** The names of the outermost types that another package than their own refers to. */
    public Set<String> neededByOtherPackages() {
        Set<String> needed = new TreeSet<>();
        for (Type type : types.values()) {
            type.referred().stream()
                    .map(name -> name.replaceAll("\\$.*", ""))
                    .filter(types::containsKey)
                    .filter(name -> !types.get(name).inPackage().equals(type.inPackage()))
                    .forEach(needed::add);
        }
        return needed;
    }

    private void read(Class<?> one) throws IOException {
        Path place = place(one);
        if (Files.isDirectory(place)) {
            read(one, place);
            return;
        }
        try (FileSystem jar =
                FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
            read(one, jar.getPath("/"));
        }
    }

    private void read(Class<?> one, Path root) throws IOException {
        Path declaration = root.resolve("module-info.class");
        Set<String> packages =
                Files.exists(declaration)
                        ? exports(declaration)
                        : Set.of(one.getPackageName()); // No module: its one package.
        exported.addAll(packages);
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Library::isClass).toList()) {
                Type type = new Type(Files.readAllBytes(file));
                types.put(type.name(), type);
            }
        }
    }

    private static Set<String> exports(Path declaration) throws IOException {
        try (InputStream in = Files.newInputStream(declaration)) {
            return ModuleDescriptor.read(in).exports().stream()
                    .filter(Predicate.not(ModuleDescriptor.Exports::isQualified))
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isClass(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".class") && !name.endsWith("-info.class");
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("No file has the class " + type + ".", e);
        }
    }
}
