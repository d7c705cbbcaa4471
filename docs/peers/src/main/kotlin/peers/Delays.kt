package peers

import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds

/** So many coroutines of Kotlin that sleep for a second, so often, in virtual time. */
fun delays(coroutines: Int, times: Int) = runTest(timeout = 1.hours) {
    repeat(coroutines) {
        launch { repeat(times) { delay(1.seconds) } }
    }
}
