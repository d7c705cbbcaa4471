package dev.heddle.docs.bench;

import dev.heddle.control.Control;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a JVM executes whose start-up is measured: it loads and uses up to a thousand classes. */
public final class ProgramOfManyClasses {

    /** How many classes there are; a system property, so that a test can see it. */
    static final String CLASSES = "bench.classes";

    private static final String TEMPLATE = "Ledger0000";

    private ProgramOfManyClasses() {}

    /**
     * Executes it.
     *
     * @param arguments {@code attach} attaches Heddle first; {@code suite} does it all in a test
     *     that JUnit's launcher executes
     */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "suite" -> executeSuite();
            case "attach" -> {
                Control.install();
                useAll();
            }
            default -> useAll();
        }
    }

    /** Loads the classes and uses each a little, as a program does that starts. */
    static void useAll() throws ReflectiveOperationException {
        int classes = Integer.getInteger(CLASSES, 0);
        long sum = 0;
        for (int i = 1; i <= classes; i++) {
            Class<?> type = Class.forName(name(i));
            sum += (long) type.getMethod("use", int.class).invoke(null, 20);
        }
        if (classes > 0 && sum == 0) {
            throw new IllegalStateException("The classes did nothing.");
        }
    }

    private static void executeSuite() {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(
                                            DiscoverySelectors.selectClass(
                                                    "dev.heddle.docs.bench.UsesAllClasses"))
                                    .build(),
                            summary);
        }
        if (summary.getSummary().getTestsSucceededCount() != 1) {
            throw new IllegalStateException("The test did not pass.");
        }
    }

    private static String name(int number) {
        return "%s.Ledger%04d".formatted(ProgramOfManyClasses.class.getPackageName(), number);
    }

    /** Writes the classes; their names are of one length, so the class file's are exchanged. */
    static void write(Path folder, int classes) throws IOException {
        byte[] template;
        try (InputStream in = ProgramOfManyClasses.class.getResourceAsStream(TEMPLATE + ".class")) {
            if (in == null) {
                throw new IOException("The class file of " + TEMPLATE + " is missing.");
            }
            template = in.readAllBytes();
        }
        String text = new String(template, StandardCharsets.ISO_8859_1);
        for (int i = 1; i <= classes; i++) {
            String name = name(i);
            Path file = folder.resolve(name.replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            String simple = name.substring(name.lastIndexOf('.') + 1);
            Files.writeString(file, text.replace(TEMPLATE, simple), StandardCharsets.ISO_8859_1);
        }
    }
}
