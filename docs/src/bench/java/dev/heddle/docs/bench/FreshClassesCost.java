package dev.heddle.docs.bench;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.Report;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Prints what it costs to load the classes of a program anew for each schedule: how many schedules
 * a second of processor time there are of a program of 1, 10 and 100 classes, with and without. Not
 * one of the benchmarks of the page, since what is measured is the JVM's loading of classes: run it
 * as a main class.
 */
public final class FreshClassesCost {

    private static final int SCHEDULES = 1_000;
    private static final int METHODS = 10;

    private FreshClassesCost() {}

    /** Measures and prints a table. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("| classes | loaded once | loaded anew | for each class |");
        System.out.println("| ---: | ---: | ---: | ---: |");
        for (int classes : new int[] {1, 10, 100}) {
            Path folder = Files.createTempDirectory("heddle-fresh-");
            for (int i = 0; i < classes; i++) {
                write(folder, i, i + 1 < classes);
            }
            try (URLClassLoader loader =
                    new URLClassLoader(
                            new URL[] {folder.toUri().toURL()},
                            FreshClassesCost.class.getClassLoader())) {
                Class<? extends Body> type =
                        Class.forName("acme.C0", true, loader).asSubclass(Body.class);
                Body body = type.getDeclaredConstructor().newInstance();
                explorer().explore(body);
                explorer().explore(type);
                double once = nanos(() -> explorer().explore(body));
                double anew = nanos(() -> explorer().explore(type));
                System.out.printf(
                        "| %d | %,.0f/s | %,.0f/s | %,.0f us |%n",
                        classes, 1e9 / once, 1e9 / anew, (anew - once) / classes / 1e3);
            }
        }
    }

    private static Explorer explorer() {
        return Heddle.explorer().schedules(SCHEDULES);
    }

    /** Of processor time, so that it does not matter what else the machine does. */
    private static double nanos(Supplier<Report> explored) {
        Duration before = processorTime();
        explored.get().check();
        return (double) processorTime().minus(before).toNanos() / SCHEDULES;
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    /** A class with a static field, an initialiser and some methods, which calls the next one. */
    private static void write(Path folder, int number, boolean callsNext) throws IOException {
        ClassDesc self = ClassDesc.of("acme.C" + number);
        MethodTypeDesc nothing = ConstantDescs.MTD_void;
        byte[] classFile =
                ClassFile.of()
                        .build(
                                self,
                                type -> {
                                    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
                                    type.withFlags(ClassFile.ACC_PUBLIC);
                                    type.withInterfaceSymbols(ClassDesc.of(Body.class.getName()));
                                    type.withField("count", ConstantDescs.CD_int, flags);
                                    type.withMethodBody(
                                            ConstantDescs.CLASS_INIT_NAME,
                                            nothing,
                                            ClassFile.ACC_STATIC,
                                            code ->
                                                    code.loadConstant(1)
                                                            .putstatic(
                                                                    self,
                                                                    "count",
                                                                    ConstantDescs.CD_int)
                                                            .return_());
                                    type.withMethodBody(
                                            ConstantDescs.INIT_NAME,
                                            nothing,
                                            ClassFile.ACC_PUBLIC,
                                            code ->
                                                    code.aload(0)
                                                            .invokespecial(
                                                                    ConstantDescs.CD_Object,
                                                                    ConstantDescs.INIT_NAME,
                                                                    nothing)
                                                            .return_());
                                    for (int i = 0; i < METHODS; i++) {
                                        type.withMethodBody(
                                                "add" + i,
                                                nothing,
                                                flags,
                                                code ->
                                                        code.getstatic(
                                                                        self,
                                                                        "count",
                                                                        ConstantDescs.CD_int)
                                                                .loadConstant(1)
                                                                .iadd()
                                                                .putstatic(
                                                                        self,
                                                                        "count",
                                                                        ConstantDescs.CD_int)
                                                                .return_());
                                    }
                                    type.withMethodBody(
                                            "call",
                                            nothing,
                                            flags,
                                            code -> {
                                                code.invokestatic(self, "add0", nothing);
                                                if (callsNext) {
                                                    code.invokestatic(
                                                            ClassDesc.of("acme.C" + (number + 1)),
                                                            "call",
                                                            nothing);
                                                }
                                                code.return_();
                                            });
                                    type.withMethodBody(
                                            "run",
                                            nothing,
                                            ClassFile.ACC_PUBLIC,
                                            code ->
                                                    code.invokestatic(self, "call", nothing)
                                                            .return_());
                                });
        Path file = folder.resolve("acme").resolve("C" + number + ".class");
        Files.createDirectories(file.getParent());
        Files.write(file, classFile);
    }
}
