package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.docs.api.Library;
import dev.heddle.docs.api.Status;
import dev.heddle.docs.api.Type;
import dev.heddle.flaky.Main;
import dev.heddle.jqwik.Programs;
import dev.heddle.junit.Interleaved;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What others may rely on is said of each public type, and hangs together. */
class ApiTest {

    /** What is meant for users but stands in a package that is mostly for the inside. */
    private static final Map<String, String> BY_NAME =
            Map.of("dev.heddle.kernel.Access", "the bits of Fiber.access(), for strategies");

    /** What nothing of Heddle refers to, and why it is public all the same. */
    private static final Map<String, String> LOOKED_UP =
            Map.of(
                    "dev.heddle.junit.HeddleExtension", "named by the annotations of tests",
                    "dev.heddle.junit.HeddleSessionListener", "a service of JUnit's",
                    "dev.heddle.jqwik.HeddleHook", "a service of jqwik's",
                    "dev.heddle.jqwik.ScheduleProvider", "a service of jqwik's",
                    "dev.heddle.jqwik.SessionListener", "a service of JUnit's");

    /** The packages that most users see; in the others, only what these lead to is for users. */
    private static final Set<String> FRONT =
            Set.of(
                    "dev.heddle",
                    "dev.heddle.api",
                    "dev.heddle.assertj",
                    "dev.heddle.async",
                    "dev.heddle.flaky",
                    "dev.heddle.jqwik",
                    "dev.heddle.junit",
                    "dev.heddle.linearizability");

    private static Library library;

    @BeforeAll
    static void read() throws IOException {
        library = Library.of(Heddle.class, Interleaved.class, Programs.class, Main.class);
    }

    static Stream<Type> exported() {
        return library.exported().filter(Type::isPublic).filter(type -> !type.isNested());
    }

    static Stream<Type> forUsers() {
        return library.exported().filter(type -> type.isVisible() && isForUsers(type));
    }

    @ParameterizedTest
    @MethodSource("exported")
    void hasOneStatus(Type type) {
        assertThat(type.status())
                .as("%s: say @API(status = ..., since = ...), or @Internal", type)
                .isNotEqualTo(Status.NONE);
        if (type.status() != Status.INTERNAL) {
            assertThat(type.since()).matches("\\d+\\.\\d+");
        }
    }

    /** A user who may rely on a method may rely on what it takes, returns and throws. */
    @ParameterizedTest
    @MethodSource("forUsers")
    void mentionsOnlyWhatIsForUsers(Type type) {
        List<String> wrong = new ArrayList<>();
        type.mentioned()
                .forEach(
                        (name, members) -> {
                            Type other = library.find(name);
                            if (other != null && !isUsable(other)) {
                                wrong.add(members + " mentions " + name);
                            }
                        });
        assertThat(wrong)
                .as("%s: mark the member @Internal, or the type it mentions @API", type)
                .isEmpty();
    }

    /** Nothing is public, and for the inside, that no other package needs. */
    @Test
    void whatIsInternalIsNeededByAnotherPackage() {
        Set<String> needed = library.neededByOtherPackages();
        assertThat(exported().filter(type -> type.status() == Status.INTERNAL).map(Type::name))
                .isNotEmpty()
                .as("Make it package-private; or add it to LOOKED_UP, with the reason")
                .allMatch(name -> needed.contains(name) != LOOKED_UP.containsKey(name));
    }

    /** Nothing is said to be for users that they can not come by. */
    @Test
    void whatIsForUsersIsReachedByThem() {
        Set<String> reached = new TreeSet<>(BY_NAME.keySet());
        forUsers()
                .filter(type -> FRONT.contains(type.inPackage()) || type.isThrowable(library))
                .forEach(type -> reach(type, reached));
        assertThat(exported().filter(ApiTest::isForUsers).map(Type::name))
                .isNotEmpty()
                .as("Mark it @Internal: no method that users call leads to it")
                .allMatch(reached::contains);
    }

    @Test
    void readsStatusesAsTheyAre() {
        assertThat(library.find("dev.heddle.Heddle").status()).isEqualTo(Status.STABLE);
        assertThat(library.find("dev.heddle.Heddle").since()).isEqualTo("0.1");
        assertThat(library.find("dev.heddle.schedule.Strategy").status())
                .isEqualTo(Status.EXPERIMENTAL);
        Type fiber = library.find("dev.heddle.kernel.Fiber");
        assertThat(fiber.status()).isEqualTo(Status.INTERNAL);
        assertThat(fiber.hasMembersForUsers()).isTrue();
        assertThat(library.find("dev.heddle.kernel.Loop").hasMembersForUsers()).isFalse();
        assertThat(library.find("dev.heddle.docs.ApiTest")).isNull();
        assertThat(library.find("dev.heddle.schedule.Strategy").mentioned())
                .containsKeys("dev.heddle.kernel.Fiber", "dev.heddle.kernel.Fibers");
        assertThat(library.exported().map(Type::inPackage))
                .contains("dev.heddle.kernel")
                .doesNotContain("dev.heddle.control", "dev.heddle.prove");
    }

    private static void reach(Type type, Set<String> reached) {
        if (!reached.add(type.name())) {
            return;
        }
        for (String name : type.mentioned().keySet()) {
            Type other = library.find(name);
            if (other != null) {
                reach(library.outermost(other), reached);
                reach(other, reached);
            }
        }
        library.nestedIn(type).filter(Type::isVisible).forEach(nested -> reach(nested, reached));
    }

    private static boolean isForUsers(Type type) {
        Status status = library.outermost(type).status();
        return status == Status.STABLE || status == Status.EXPERIMENTAL;
    }

    private static boolean isUsable(Type type) {
        return isForUsers(type) || type.hasMembersForUsers();
    }
}
