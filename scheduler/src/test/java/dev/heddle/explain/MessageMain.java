package dev.heddle.explain;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.control.Control;

/** Prints the messages of some failures, to be compared with those of another JVM. */
final class MessageMain {

    private MessageMain() {}

    public static void main(String[] arguments) {
        Control.install();
        messages().lines().forEach(System.out::println);
    }

    static String messages() {
        StringBuilder all = new StringBuilder();
        Body[] bodies = {
            Accounts::withdrawTwice,
            Accounts::transferCrosswise,
            Accounts::usedTooEarly,
            Accounts::everything,
            Accounts::latchOfTwo
        };
        for (Body body : bodies) {
            all.append(Heddle.explorer().schedules(1_000).explore(body).failure().orElseThrow())
                    .append('\n');
        }
        return all.toString();
    }
}
