package stock

import dev.heddle.Heddle
import dev.heddle.junit.Interleaved
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

class CacheTest {

    private val loads = AtomicInteger()

    private fun load(key: String): Int {
        loads.incrementAndGet()
        return key.length
    }

    @Interleaved
    fun `a value is loaded once`() {
        val cache = Cache(::load)
        val other = thread { cache.get("chair") }
        assertEquals(5, cache.get("chair"))
        other.join()
        assertEquals(1, loads.get())
    }

    @Test
    fun `the hasty one loads it twice`() {
        val report = Heddle.explore {
            val count = AtomicInteger()
            val cache = HastyCache<String, Int> { count.incrementAndGet() }
            val other = thread { cache.get("chair") }
            cache.get("chair")
            other.join()
            assertEquals(1, count.get())
        }
        assertFalse(report.passed())
    }
}
