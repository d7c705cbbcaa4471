package dev.heddle.tools;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a source in memory, and loads what comes of it. */
public final class Javac {

    private Javac() {}

    /**
     * The class files of a source, by the names of the classes.
     *
     * @param name the name of its public class
     */
    public static Map<String, byte[]> compile(String name, String source, String... options) {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> written = new HashMap<>();
        var files =
                new ForwardingJavaFileManager<>(javac.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location,
                            String type,
                            JavaFileObject.Kind kind,
                            FileObject sibling) {
                        return new SimpleJavaFileObject(URI.create("mem:///" + type), kind) {
                            @Override
                            public OutputStream openOutputStream() {
                                return written.computeIfAbsent(
                                        type, key -> new ByteArrayOutputStream());
                            }
                        };
                    }
                };
        JavaFileObject text =
                new SimpleJavaFileObject(
                        URI.create("mem:///" + name.replace('.', '/') + ".java"),
                        JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-proc:none", "-nowarn", "-Xlint:-options"));
        if (!javac.getTask(null, files, null, all, null, List.of(text)).call()) {
            throw new AssertionError("The source does not compile.");
        }
        Map<String, byte[]> classFiles = new HashMap<>();
        written.forEach((type, bytes) -> classFiles.put(type, bytes.toByteArray()));
        try {
            files.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return classFiles;
    }

    /** A class loader that has these classes. */
    public static ClassLoader load(Map<String, byte[]> classFiles) {
        return new ClassLoader(Javac.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] file = classFiles.get(name);
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, file, 0, file.length);
            }
        };
    }
}
