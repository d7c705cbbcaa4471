package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whatever may not be null is refused at once where it is, in every public method. */
class NullTest {

    private static final List<Class<?>> PUBLIC =
            List.of(
                    Action.class,
                    Async.class,
                    Barrier.class,
                    BoundedSemaphore.class,
                    Condition.class,
                    Context.class,
                    ContextVar.class,
                    Coroutine.class,
                    Debug.class,
                    Event.class,
                    EventLoop.class,
                    Future.class,
                    Lock.class,
                    Network.class,
                    Queue.class,
                    Runner.class,
                    Semaphore.class,
                    Server.class,
                    StreamReader.class,
                    StreamWriter.class,
                    Streams.class,
                    Subprocess.class,
                    Task.class,
                    TaskGroup.class,
                    Timeout.class);

    /** A parameter that may not be null. */
    record Parameter(Executable of, int index) {
        @Override
        public String toString() {
            String parameters =
                    String.join(
                            ", ",
                            Arrays.stream(of.getParameterTypes())
                                    .map(Class::getSimpleName)
                                    .toList());
            return "%s.%s(%s), parameter %d"
                    .formatted(
                            of.getDeclaringClass().getSimpleName(),
                            of.getName(),
                            parameters,
                            index + 1);
        }
    }

    static Stream<Parameter> parameters() {
        return PUBLIC.stream()
                .flatMap(
                        type -> Stream.concat(methods(type), Arrays.stream(type.getConstructors())))
                .flatMap(NullTest::parametersOf);
    }

    private static Stream<Method> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !method.isSynthetic())
                // A task refuses any exception; a process would be real.
                .filter(method -> type != Task.class || !method.getName().startsWith("setEx"))
                .filter(method -> type != Subprocess.class || isStatic(method));
    }

    private static boolean isStatic(Method method) {
        return Modifier.isStatic(method.getModifiers());
    }

    private static Stream<Parameter> parametersOf(Executable executable) {
        AnnotatedType[] types = executable.getAnnotatedParameterTypes();
        return IntStream.range(0, types.length)
                .filter(index -> !executable.getParameterTypes()[index].isPrimitive())
                .filter(index -> !isNullable(types[index]))
                .mapToObj(index -> new Parameter(executable, index));
    }

    private static boolean isNullable(AnnotatedType type) {
        if (has(type)) {
            return true;
        }
        return type.getType() instanceof TypeVariable<?> variable
                && has(variable.getAnnotatedBounds()[0]);
    }

    private static boolean has(AnnotatedElement element) {
        return element.isAnnotationPresent(Nullable.class);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void isRefused(Parameter parameter) throws Exception {
        Executable executable = parameter.of();
        Object[] arguments = new Object[executable.getParameterCount()];
        Throwable[] thrown = {null};
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            runner.run(
                    () -> {
                        for (int i = 0; i < arguments.length; i++) {
                            if (i != parameter.index()) {
                                arguments[i] = sample(executable.getParameterTypes()[i]);
                            }
                        }
                        thrown[0] = call(executable, arguments);
                    });
        }
        assertThat(thrown[0]).as(parameter.toString()).isInstanceOf(NullPointerException.class);
    }

    private static @Nullable Throwable call(Executable executable, @Nullable Object[] arguments)
            throws Exception {
        try {
            if (executable instanceof Method method) {
                Object on = isStatic(method) ? null : sample(method.getDeclaringClass());
                method.setAccessible(true);
                method.invoke(on, arguments);
            } else {
                ((java.lang.reflect.Constructor<?>) executable).newInstance(arguments);
            }
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    /** Something of that type that is not null. */
    private static Object sample(Class<?> type) throws Exception {
        return switch (type.getSimpleName()) {
            case "int" -> 1;
            case "long" -> 1L;
            case "boolean" -> true;
            case "String" -> "text";
            case "Object" -> "object";
            case "byte[]" -> new byte[1];
            case "String[]" -> new String[] {"text"};
            case "Action" -> (Action) () -> {};
            case "Awaitable" -> (Awaitable<String>) () -> "result";
            case "Body" ->
                    type == Timeout.Body.class
                            ? (Timeout.Body<String>) _ -> "result"
                            : (TaskGroup.Body<String>) _ -> "result";
            case "Callback" -> (Future.Callback<String>) _ -> {};
            case "Handler" -> (Streams.Handler) (_, _) -> {};
            case "Runnable" -> (Runnable) () -> {};
            case "Callable" -> (Callable<String>) () -> "result";
            case "BooleanSupplier" -> (BooleanSupplier) () -> true;
            case "Consumer" -> (Consumer<Object>) _ -> {};
            case "Comparator" -> Comparator.naturalOrder();
            case "Duration" -> Duration.ofSeconds(1);
            case "List" -> List.of(Async.createTask(() -> "result"));
            case "Until" -> Waited.Until.ALL_COMPLETED;
            case "Throwable" -> new IllegalArgumentException("sample");
            case "CompletionStage" -> CompletableFuture.completedStage("result");
            case "Executor", "ExecutorService" -> ForkJoinPool.commonPool();
            case "Condition" -> new Condition();
            case "Context" -> Context.copy();
            case "ContextVar" -> ContextVar.named("sample");
            case "Debug" -> Async.loop().debug();
            case "EventLoop" -> Async.loop();
            case "Future" -> Async.loop().createFuture();
            case "Lock" -> new Lock();
            case "Network" -> Network.here();
            case "Queue" -> new Queue<String>(1);
            case "Runner" -> new Runner(EventLoop.createVirtual());
            case "Task" -> Async.createTask(() -> "result");
            case "TaskGroup" -> Async.taskGroup();
            case "StreamReader" -> connection().reader();
            case "StreamWriter" -> connection().writer();
            default -> throw new AssertionError("There is no sample of " + type);
        };
    }

    private static Connection connection() throws Exception {
        Server server = Streams.startServer((_, _) -> {}, "localhost", 0);
        return Streams.openConnection("localhost", server.port());
    }
}
