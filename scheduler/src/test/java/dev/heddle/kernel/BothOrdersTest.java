package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Two who look are told all that one would be, and either may end the run. */
class BothOrdersTest {

    private final List<String> told = new ArrayList<>();

    private Order named(String name, @Nullable Throwable failure) {
        return (Order)
                Proxy.newProxyInstance(
                        Order.class.getClassLoader(),
                        new Class<?>[] {Order.class},
                        (proxy, method, arguments) -> {
                            told.add(name + " " + method.getName());
                            return failure;
                        });
    }

    @Test
    void bothAreToldOfEverything() throws ReflectiveOperationException {
        Order both = new BothOrders(named("first", null), named("second", null));
        int methods = 0;
        for (Method method : Order.class.getDeclaredMethods()) {
            if (method.isSynthetic()) {
                continue; // What measures coverage has put there.
            }
            told.clear();
            Object[] arguments = new Object[method.getParameterCount()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = method.getParameterTypes()[i] == int.class ? 0 : null;
            }
            method.setAccessible(true);
            assertThat(method.invoke(both, arguments)).isNull();
            assertThat(told)
                    .containsExactly("first " + method.getName(), "second " + method.getName());
            methods++;
        }
        assertThat(methods).isGreaterThan(5);
    }

    @Test
    void theFirstFailureIsTheOne() {
        Throwable one = new IllegalStateException("one");
        Throwable two = new IllegalStateException("two");
        assertThat(accesses(new BothOrders(named("a", one), named("b", two)))).isSameAs(one);
        assertThat(accesses(new BothOrders(named("a", null), named("b", two)))).isSameAs(two);
        assertThat(accesses(new BothOrders(named("a", one), named("b", null)))).isSameAs(one);
        assertThat(told)
                .containsExactly(
                        "a accesses",
                        "b accesses",
                        "a accesses",
                        "b accesses",
                        "a accesses",
                        "b accesses");
    }

    /** Who does not care about turns knows at least who comes first. */
    @Test
    void whoHandsOverComesFirst() {
        Order order =
                (Order)
                        Proxy.newProxyInstance(
                                Order.class.getClassLoader(),
                                new Class<?>[] {Order.class},
                                (proxy, method, arguments) -> {
                                    told.add(method.getName());
                                    return method.isDefault()
                                            ? InvocationHandler.invokeDefault(
                                                    proxy, method, arguments)
                                            : null;
                                });
        order.handsOver(null, null);
        order.leavesTurns(null);
        assertThat(told).containsExactly("handsOver", "precedes", "leavesTurns");
    }

    private static @Nullable Throwable accesses(Order order) {
        return order.accesses(null, 0, null, 0, 0, 0);
    }
}
