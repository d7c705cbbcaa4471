package dev.heddle.libraries;

import dev.heddle.Body;

/**
 * All programs that drive a library. The bodies are lambdas and not method references, so that no
 * class of a library is loaded before the first run that needs it.
 */
enum Program {
    AGRONA_QUEUES(() -> AgronaTest.queues()),
    AGRONA_RING(() -> AgronaTest.ring()),
    AGRONA_AGENTS(() -> AgronaTest.agents()),
    AGRONA_TWO_PRODUCERS(() -> AgronaTest.twoProducers()),
    AGRONA_RING_TWO_PRODUCERS(() -> AgronaTest.ringTwoProducers()),
    CAFFEINE_EXPIRY(() -> CaffeineTest.expiry()),
    CAFFEINE_EVICTION(() -> CaffeineTest.eviction()),
    CAFFEINE_REFRESH(() -> CaffeineTest.refresh()),
    CAFFEINE_COMMON_POOL(() -> CaffeineTest.commonPool()),
    CAFFEINE_CHECK_THEN_PUT(() -> CaffeineTest.checkThenPut()),
    DISRUPTOR_BLOCKING(() -> DisruptorTest.blocking()),
    DISRUPTOR_SLEEPING(() -> DisruptorTest.sleeping()),
    DISRUPTOR_YIELDING(() -> DisruptorTest.yielding()),
    DISRUPTOR_TIMEOUTS(() -> DisruptorTest.timeouts()),
    DISRUPTOR_PUBLISHED_TOO_EARLY(() -> DisruptorTest.publishedTooEarly()),
    DISRUPTOR_SIDE_BY_SIDE(() -> DisruptorTest.sideBySide()),
    GUAVA_RATE_LIMITER(() -> GuavaTest.rateLimiter()),
    GUAVA_FUTURES(() -> GuavaTest.futures()),
    GUAVA_CALLBACKS_RACE(() -> GuavaTest.callbacksRace()),
    GUAVA_CACHE(() -> GuavaTest.cache()),
    GUAVA_CACHE_CHECK_THEN_PUT(() -> GuavaTest.cacheCheckThenPut()),
    GUAVA_SERVICES(() -> GuavaTest.services()),
    GUAVA_SERVICE_NOT_AWAITED(() -> GuavaTest.serviceNotAwaited()),
    HIKARI_BORROW(() -> HikariTest.borrow()),
    HIKARI_EXHAUSTED(() -> HikariTest.exhausted()),
    HIKARI_LIFETIME(() -> HikariTest.lifetime()),
    HIKARI_TWO_EACH(() -> HikariTest.twoEach()),
    JCTOOLS_MANY_TO_MANY(() -> JctoolsTest.manyToMany()),
    JCTOOLS_MANY_TO_ONE(() -> JctoolsTest.manyToOne()),
    JCTOOLS_UNBOUNDED(() -> JctoolsTest.unbounded()),
    JCTOOLS_BLOCKING(() -> JctoolsTest.blocking()),
    JCTOOLS_TWO_PRODUCERS(() -> JctoolsTest.twoProducers()),
    JCTOOLS_TWO_CONSUMERS(() -> JctoolsTest.twoConsumers()),
    NETTY_WHEEL(() -> NettyTest.wheel()),
    NETTY_CANCEL_TOO_LATE(() -> NettyTest.cancelTooLate()),
    NETTY_EXECUTOR(() -> NettyTest.executor()),
    NETTY_PROMISES(() -> NettyTest.promises()),
    NETTY_SHARED_BY_TWO(() -> NettyTest.sharedByTwo()),
    POOL_BORROW(() -> CommonsPoolTest.borrow()),
    POOL_EXHAUSTED(() -> CommonsPoolTest.exhausted()),
    POOL_EVICTION(() -> CommonsPoolTest.eviction()),
    POOL_USED_AFTER_RETURN(() -> CommonsPoolTest.usedAfterReturn()),
    REACTOR_SCHEDULERS(() -> ReactorTest.schedulers()),
    REACTOR_SHARED_SCHEDULERS(() -> ReactorTest.sharedSchedulers()),
    REACTOR_TIME(() -> ReactorTest.time()),
    REACTOR_SINK_FED_BY_TWO(() -> ReactorTest.sinkFedByTwo()),
    REACTOR_CHECK_THEN_COMPUTE(() -> ReactorTest.checkThenCompute()),
    RESILIENCE_RETRY(() -> ResilienceTest.retry()),
    RESILIENCE_BULKHEAD(() -> ResilienceTest.bulkhead()),
    RESILIENCE_POOL_BULKHEAD(() -> ResilienceTest.poolBulkhead()),
    RESILIENCE_CIRCUIT_BREAKER(() -> ResilienceTest.circuitBreaker()),
    RESILIENCE_RATE_LIMITER(() -> ResilienceTest.rateLimiter()),
    RESILIENCE_TIME_LIMITER(() -> ResilienceTest.timeLimiter()),
    RESILIENCE_ASK_THEN_CALL(() -> ResilienceTest.askThenCall()),
    RESILIENCE_BREAKER_TOO_LATE(() -> ResilienceTest.breakerTooLate()),
    RXJAVA_SCHEDULERS(() -> RxJavaTest.schedulers()),
    RXJAVA_TIME(() -> RxJavaTest.time()),
    RXJAVA_BACK_PRESSURE(() -> RxJavaTest.backPressure()),
    RXJAVA_SERIALIZED(() -> RxJavaTest.serialized()),
    RXJAVA_NOT_SERIALIZED(() -> RxJavaTest.notSerialized()),
    RXJAVA_LATE_SUBSCRIBER(() -> RxJavaTest.lateSubscriber());

    private final Body body;

    Program(Body body) {
        this.body = body;
    }

    Body body() {
        return body;
    }
}
