package dev.heddle.ablation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The classes of a source in which something is switched off. */
final class Ablated {

    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "heddle");

    private Ablated() {}

    /**
     * The source with the part switched off.
     *
     * @throws AssertionError if the code is not there, or more than once
     */
    static String source(Ablation ablation) {
        String source = read(ablation.file());
        int[] places = new int[source.length()];
        StringBuilder dense = new StringBuilder();
        for (int i = 0; i < source.length(); i++) {
            if (!Character.isWhitespace(source.charAt(i))) {
                places[dense.length()] = i;
                dense.append(source.charAt(i));
            }
        }
        String code = ablation.code().replaceAll("\\s", "");
        int at = dense.indexOf(code);
        if (at < 0 || dense.indexOf(code, at + 1) >= 0) {
            throw new AssertionError(
                    "%s: the code is %s: %s"
                            .formatted(
                                    ablation,
                                    at < 0 ? "not there any more" : "there more than once",
                                    ablation.code()));
        }
        return source.substring(0, places[at])
                + ablation.instead()
                + source.substring(places[at + code.length() - 1] + 1);
    }

    private static String read(String file) {
        try {
            return Files.readString(SOURCES.resolve(file + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class files of that source, by the names of the classes. */
    static Map<String, byte[]> classes(Ablation ablation) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Kept kept = new Kept(files);
            boolean compiled =
                    compiler.getTask(
                                    errors,
                                    kept,
                                    null,
                                    List.of(
                                            "-g",
                                            "-nowarn",
                                            "-proc:none",
                                            "-implicit:none",
                                            "-cp",
                                            System.getProperty("java.class.path")),
                                    null,
                                    List.of(new Source(ablation)))
                            .call();
            if (!compiled) {
                throw new AssertionError(ablation + " does not compile: " + errors);
            }
            Map<String, byte[]> classes = new TreeMap<>();
            kept.classes.forEach((name, file) -> classes.put(name, file.toByteArray()));
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Ablation ablation) {
            super(
                    URI.create("string:///dev/heddle/" + ablation.file() + ".java"),
                    JavaFileObject.Kind.SOURCE);
            text = source(ablation);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class Kept extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new TreeMap<>();

        Kept(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location,
                String name,
                JavaFileObject.Kind kind,
                javax.tools.FileObject sibling) {
            return new SimpleJavaFileObject(
                    URI.create("bytes:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(name, bytes);
                    return bytes;
                }
            };
        }
    }
}
