// Compiled by KotlinTest. The functions whose names end with Racy lose an update.
package compiled

import kotlin.concurrent.Volatile
import kotlin.concurrent.thread

data class Account(var balance: Int, val owner: String)

object Registry {
    var entries = 0
    fun enter() { entries++ }
    @Synchronized fun take() { entries++ }
}

class Holder {
    companion object {
        @JvmStatic var made = 0
        private val lock = Any()
        fun make(): Holder { synchronized(lock) { made++ }; return Holder() }
    }
    val slow: List<Int> by lazy { initialised++; listOf(1, 2, 3) }
    val careless: String by lazy(LazyThreadSafetyMode.NONE) { initialised++; "made" }
    @JvmField var initialised = 0
    @Volatile var ready = false
}

private inline fun both(crossinline step: () -> Unit) {
    val other = thread { step() }
    step()
    other.join()
}

private fun demand(actual: Int, expected: Int) {
    if (actual != expected) throw AssertionError("an update was lost: $actual instead of $expected")
}

object Program {
    @JvmStatic fun dataRacy() {
        val account = Account(0, "x")
        both { account.balance = account.copy(balance = account.balance + 1).balance }
        demand(account.balance, 2)
    }
    @JvmStatic fun objectRacy() {
        Registry.entries = 0
        both { Registry.enter() }
        demand(Registry.entries, 2)
    }
    @JvmStatic fun lambdaRacy() {
        var count = 0
        val steps = listOf({ count++ }, { count += 1 })
        both { for (step in steps) step() }
        demand(count, 4)
    }
    @JvmStatic fun lazyRacy() {
        val holder = Holder()
        both { holder.careless.length }
        if (holder.initialised != 1) throw AssertionError("an update was lost: made ${holder.initialised} times")
    }
    @JvmStatic fun correct() {
        val before = Holder.made
        val holder = Holder()
        val account = Account(0, "x")
        val lock = Any()
        both {
            synchronized(lock) { account.balance++ }
            Holder.make()
            if (holder.slow.sum() != 6) throw AssertionError()
        }
        demand(account.balance, 2)
        demand(Holder.made - before, 2)
        demand(holder.initialised, 1)
    }
    @JvmStatic fun correctObject() {
        Registry.entries = 0
        both { Registry.take() }
        demand(Registry.entries, 2)
    }
    @JvmStatic fun correctVolatile() {
        val holder = Holder()
        var result = 0
        val reader = thread(name = "reader") {
            while (!holder.ready) Thread.onSpinWait()
            result = holder.initialised
        }
        holder.initialised = 7
        holder.ready = true
        reader.join()
        demand(result, 7)
    }
}
