"""The programs of CoroutinePrograms on CPython's asyncio: nanoseconds of processor time for each operation, the best of three.

python3 coroutines.py [--uvloop] [PROGRAM...]

With --uvloop the same programs on uvloop's event loop, which has to be installed (pip install uvloop).
"""

import asyncio
import platform
import sys
import time
import tracemalloc

TIMES = 100_000
TASKS = 10
SLEEPING = 100_000


async def yield_often(times):
    for _ in range(times):
        await asyncio.sleep(0)


async def one():
    return 1


async def switchOne():
    await yield_often(TIMES)


async def switchMany():
    tasks = [asyncio.create_task(yield_often(TIMES // TASKS)) for _ in range(TASKS)]
    for task in tasks:
        await task


async def createAndAwait():
    for _ in range(TIMES):
        await asyncio.create_task(one())


async def gather():
    for _ in range(TIMES // 100):
        await asyncio.gather(*[one() for _ in range(100)])


async def hand_over(lock):
    async def half():
        for _ in range(TIMES // 2):
            await lock.acquire()
            await asyncio.sleep(0)
            lock.release()

    await asyncio.gather(half(), half())


async def lock():
    await hand_over(asyncio.Lock())


async def semaphore():
    await hand_over(asyncio.Semaphore(1))


async def hand_on(queue):
    async def put():
        for i in range(TIMES):
            await queue.put(i)

    async def get():
        for _ in range(TIMES):
            await queue.get()

    await asyncio.gather(put(), get())


async def queue():
    await hand_on(asyncio.Queue())


async def queueOfOne():
    await hand_on(asyncio.Queue(1))


async def event():
    ping = asyncio.Event()
    pong = asyncio.Event()

    async def answer(heard, said):
        for _ in range(TIMES // 2):
            await heard.wait()
            heard.clear()
            said.set()

    async def begin():
        ping.set()
        await answer(pong, ping)

    await asyncio.gather(answer(ping, pong), begin())


async def future():
    loop = asyncio.get_running_loop()
    for _ in range(TIMES):
        awaited = loop.create_future()
        loop.call_soon(awaited.set_result, 1)
        await awaited


async def callSoon():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    left = TIMES

    def again():
        nonlocal left
        left -= 1
        if left > 0:
            loop.call_soon(again)
        else:
            done.set_result(1)

    again()
    await done


async def timeout():
    for _ in range(TIMES):
        async with asyncio.timeout(1):
            await asyncio.sleep(0)


async def taskGroup():
    for _ in range(TIMES // TASKS):
        async with asyncio.TaskGroup() as group:
            for _ in range(TASKS):
                group.create_task(one())


async def sleeping():
    """The bytes of a task that sleeps; not nanoseconds."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(SLEEPING)]
    await asyncio.sleep(0)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    for task in tasks:
        task.cancel()
    return (after - before) / SLEEPING


PROGRAMS = [
    switchOne, switchMany, createAndAwait, gather, lock, semaphore, queue, queueOfOne, event, future, callSoon,
    timeout, taskGroup,
]


def loop_factory(name):
    if name == "asyncio":
        return asyncio.new_event_loop
    import uvloop

    return uvloop.new_event_loop


def measure(program, factory):
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(program())
        best = min(best, time.process_time() - begin)
    return best / TIMES * 1e9


if __name__ == "__main__":
    wanted = sys.argv[1:]
    name = "asyncio"
    if "--uvloop" in wanted:
        wanted.remove("--uvloop")
        name = "uvloop"
    factory = loop_factory(name)
    version = "asyncio" if name == "asyncio" else "uvloop " + sys.modules["uvloop"].__version__
    print(f"on\t{version} of CPython {platform.python_version()}", flush=True)
    for program in PROGRAMS:
        if not wanted or program.__name__ in wanted:
            print(f"{program.__name__}\t{measure(program, factory):.0f}", flush=True)
    if not wanted or "sleeping" in wanted:
        with asyncio.Runner(loop_factory=factory) as runner:
            print(f"sleeping\t{runner.run(sleeping()):.0f}")
