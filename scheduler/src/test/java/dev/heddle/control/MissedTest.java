package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** What the JVM has loaded without asking the agent is found, told, and rewritten after all. */
class MissedTest {

    /** As if the agent had not been asked for it. */
    static class Unasked {
        int field;
    }

    static class Asked {
        int field;
    }

    @Test
    void tellsOfClassesThatWereNotAskedFor() {
        Control.install();
        ClassLoader loader = MissedTest.class.getClassLoader();
        new Asked().field++;
        new Unasked().field++;
        Missed.forget(Unasked.class.getName().replace('.', '/'), loader);
        List<Class<?>> retransformed = new ArrayList<>();
        Control.newWarnings();

        Missed.find(seeing(retransformed));

        assertThat(Control.newWarnings())
                .singleElement()
                .asString()
                .contains(Unasked.class.getName())
                .contains("without the JVM having asked Heddle");
        assertThat(retransformed).containsExactly(Unasked.class);
    }

    @Test
    void isSilentIfAllWereAskedFor() {
        Control.install();
        Control.newWarnings();
        Control.findMissed();
        assertThat(Control.newWarnings()).isEmpty();
    }

    /** The JVM's instrumentation, which notes what is rewritten. */
    private static Instrumentation seeing(List<Class<?>> retransformed) {
        return (Instrumentation)
                Proxy.newProxyInstance(
                        MissedTest.class.getClassLoader(),
                        new Class<?>[] {Instrumentation.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("retransformClasses")) {
                                retransformed.addAll(List.of((Class<?>[]) arguments[0]));
                            }
                            try {
                                return method.invoke(Control.instrumentation(), arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
