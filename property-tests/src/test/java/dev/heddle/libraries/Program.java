package dev.heddle.libraries;

import dev.heddle.Body;

/**
 * All programs that drive a library. The bodies are lambdas and not method references, so that no
 * class of a library is loaded before the first run that needs it.
 */
enum Program {
    DISRUPTOR_BLOCKING(() -> DisruptorTest.blocking()),
    DISRUPTOR_SLEEPING(() -> DisruptorTest.sleeping()),
    DISRUPTOR_YIELDING(() -> DisruptorTest.yielding()),
    DISRUPTOR_TIMEOUTS(() -> DisruptorTest.timeouts()),
    DISRUPTOR_TWO_PRODUCERS(() -> DisruptorTest.twoProducers()),
    DISRUPTOR_SIDE_BY_SIDE(() -> DisruptorTest.sideBySide()),
    GUAVA_RATE_LIMITER(() -> GuavaTest.rateLimiter()),
    GUAVA_FUTURES(() -> GuavaTest.futures()),
    GUAVA_CALLBACKS_RACE(() -> GuavaTest.callbacksRace()),
    GUAVA_CACHE(() -> GuavaTest.cache()),
    GUAVA_CACHE_CHECK_THEN_PUT(() -> GuavaTest.cacheCheckThenPut()),
    GUAVA_SERVICES(() -> GuavaTest.services()),
    GUAVA_SERVICE_NOT_AWAITED(() -> GuavaTest.serviceNotAwaited()),
    JCTOOLS_MANY_TO_MANY(() -> JctoolsTest.manyToMany()),
    JCTOOLS_MANY_TO_ONE(() -> JctoolsTest.manyToOne()),
    JCTOOLS_UNBOUNDED(() -> JctoolsTest.unbounded()),
    JCTOOLS_BLOCKING(() -> JctoolsTest.blocking()),
    JCTOOLS_TWO_PRODUCERS(() -> JctoolsTest.twoProducers()),
    JCTOOLS_TWO_CONSUMERS(() -> JctoolsTest.twoConsumers());

    private final Body body;

    Program(Body body) {
        this.body = body;
    }

    Body body() {
        return body;
    }
}
