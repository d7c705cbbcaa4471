package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.concurrent.locks.ReentrantLock;

class SignalsTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @Test
    void whoGaveASignalThatNobodyHeard() {
        Thread named = new Thread(() -> {}, "teller");
        assertThat(new Signals.Unheard(named, 1_234).words("notified"))
                .isEqualTo("which 'teller' notified at step 1,234, when nobody waited");
        Thread nameless = Thread.ofVirtual().unstarted(() -> {});
        assertThat(new Signals.Unheard(nameless, 5).words("signalled"))
                .isEqualTo("which a thread signalled at step 5, when nobody waited");
    }

    @Test
    void conditionsOfLocks() {
        assertThat(Signals.isCondition(new ReentrantLock().newCondition())).isTrue();
        assertThat(Signals.isCondition(new Object())).isFalse();
    }
}
