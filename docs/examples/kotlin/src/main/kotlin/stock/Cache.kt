package stock

import java.util.concurrent.ConcurrentHashMap

/** Loads each value once, whoever asks first. */
class Cache<K : Any, V : Any>(private val load: (K) -> V) {

    private val values = ConcurrentHashMap<K, V>()

    fun get(key: K): V = values.computeIfAbsent(key, load)
}

/** The same with two calls, between which another thread can come. */
class HastyCache<K : Any, V : Any>(private val load: (K) -> V) {

    private val values = ConcurrentHashMap<K, V>()

    fun get(key: K): V = values[key] ?: load(key).also { values[key] = it }
}
