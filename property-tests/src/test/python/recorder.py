#!/usr/bin/env python3
"""Records what programs do on CPython's asyncio, in virtual time.

    python3 recorder.py < PROGRAMS > RECORDINGS
    python3 recorder.py --compare FOLDER...

A line of PROGRAMS is {"program": PROGRAM, ...}; the line of RECORDINGS has the
same and what came of it, "expected". With --compare the recordings *.json in
folders are made once more; whatever differs is said, and the exit code is 1.

The rules are those of CPython 3.13: another one is refused, with exit code 3.
A program that is not one is refused before anything runs, with exit code 2.

The language
------------
PROGRAM is {"objects": {NAME: OBJECT}, "main": BODY, "eager": true or absent}.
A BODY is a list of operations {"op": NAME, ...}: the functions below, marked
with what each must have ("?" before what it may have). "as" gives a name, NAME#2
if there is a NAME already; whoever says NAME means the latest. Objects, tasks,
futures, groups, time-outs and handles share these names; "main" is the main
task and "self" the running one. What is about something else than there is does
nothing, and comes to "unbound". "do" is one operation for a callback or a
thread. Times are whole ticks; the clock stands still while anything is ready,
and then jumps to the next timer.

"expected" is {"status", "main", "time", "trace", "batches"}: how the run ended
("ok", "error", "deadlock"), how the main task did, when, every event as [time,
who, what, outcome], and for each event in which pass of the loop it happened.
An outcome is {"ok": value}, {"err": name of an exception or {"group": [...]}} or
null. An operation is an event when it has ended, a block when it has been
entered or left; a body is one when it begins ("start") and ends ("end").

Where the order is chance in CPython it is defined here: timers of the same time
fire in the order in which they were set; the tasks of a group, those left at the
end, and what as_completed is given, come in the order in which they were made or
given.
"""

import asyncio
import concurrent.futures
import contextvars
import gc
import itertools
import json
import logging
import os
import pathlib
import sys
from asyncio import base_events, events, tasks

VERSION = (3, 13)
MOST_PASSES = 20_000


# ------------------------------------------------------------------ the loop


class NothingLeft(Exception):
    """Nothing is ready, and no timer is set."""


class TooLong(Exception):
    """The program does not end."""


class OrderedTimer(events.TimerHandle):
    """Of two of the same time, the one that was made first fires first."""

    made = itertools.count()

    def __init__(self, *args):
        super().__init__(*args)
        self.number = next(self.made)

    def __lt__(self, other):
        return (self._when, self.number) < (other._when, other.number)


class VirtualLoop(base_events.BaseEventLoop):
    """Asyncio's own loop, but that its clock jumps in place of waiting."""

    def __init__(self):
        super().__init__()
        self.ticks = 0
        self.passes = 0
        self._clock_resolution = 1
        self._selector = self

    def time(self):
        return self.ticks

    def select(self, ticks):
        if ticks is None:
            raise NothingLeft
        self.ticks += ticks
        return ()

    def _run_once(self):
        self.passes += 1
        if self.passes > MOST_PASSES:
            raise TooLong
        super()._run_once()

    def _process_events(self, ready):
        pass

    def _write_to_self(self):
        pass


class AtOnce(concurrent.futures.ThreadPoolExecutor):
    """Its threads are so fast that they are done before anything else happens."""

    def submit(self, code, /, *args, **kwargs):
        job = concurrent.futures.Future()
        job.set_running_or_notify_cancel()
        try:
            result = code(*args, **kwargs)
        except BaseException as thrown:
            job.set_exception(thrown)
        else:
            job.set_result(result)
        return job


class OrderedSet(dict):
    def add(self, one):
        self[one] = None

    def discard(self, one):
        self.pop(one, None)

    remove = dict.pop


class OrderedTaskGroup(asyncio.TaskGroup):
    def __init__(self):
        super().__init__()
        self._tasks = OrderedSet()


class OrderedAsCompleted(tasks._AsCompletedIterator):
    def __init__(self, futures, timeout):
        super().__init__((), None)
        self._todo = OrderedSet.fromkeys(futures)
        self._todo_left = len(futures)
        for future in futures:
            future.add_done_callback(self._handle_completion)
        if timeout is not None:
            loop = asyncio.get_running_loop()
            self._timeout_handle = loop.call_later(timeout, self._handle_timeout)


# ---------------------------------------------------------------- the language


class BadProgram(Exception):
    """It is none; the text says where and why."""


class Unbound(Exception):
    """The name stands for nothing of that kind."""


class Own(Exception):
    """An exception of the program's own."""


EXCEPTIONS = {
    "CancelledError": asyncio.CancelledError,
    "TimeoutError": TimeoutError,
    "RuntimeError": RuntimeError,
    "ValueError": ValueError,
}
FUTURES = (asyncio.Future, tasks._PyTask, asyncio.futures._PyFuture)
TASKS = (asyncio.Task, tasks._PyTask)
LOCKS = (asyncio.Lock, asyncio.Semaphore, asyncio.Condition)

# CPython lets nobody await a task that has awaited itself, not even later. That is
# not a rule to be kept, and so it has a name by which to leave such programs out.
NOBODY_MAY_AWAIT = "await wasn't used with future"

# What each operation must have, by its name; what can not suspend may stand in "do".
FIELDS = {}
NOW = {}
LATER = {}
BLOCKS = {}


def operation(table, fields=""):
    def register(function):
        name = function.__name__.rstrip("_")
        FIELDS[name] = fields.split()
        table[name] = function
        return function

    return register


OBJECTS = {
    "lock": ("", lambda play, of: asyncio.Lock()),
    "event": ("", lambda play, of: asyncio.Event()),
    "future": ("", lambda play, of: play.loop.create_future()),
    "semaphore": ("value", lambda play, of: asyncio.Semaphore(of["value"])),
    "bounded_semaphore": (
        "value",
        lambda play, of: asyncio.BoundedSemaphore(of["value"]),
    ),
    "barrier": ("parties", lambda play, of: asyncio.Barrier(of["parties"])),
    "condition": (
        "?lock",
        lambda play, of: asyncio.Condition(play.named.get(of.get("lock"))),
    ),
    "queue": ("maxsize", lambda play, of: asyncio.Queue(of["maxsize"])),
    "lifo_queue": ("maxsize", lambda play, of: asyncio.LifoQueue(of["maxsize"])),
    "priority_queue": (
        "maxsize",
        lambda play, of: asyncio.PriorityQueue(of["maxsize"]),
    ),
}


def check(program):
    """Says what is wrong with a program, if anything is."""
    if not isinstance(program, dict):
        raise BadProgram("a program must be an object")
    objects = program.get("objects", {})
    if not isinstance(objects, dict):
        raise BadProgram("objects: must be an object")
    for name, of in objects.items():
        where = f"objects.{name}"
        kind = of.get("kind") if isinstance(of, dict) else None
        if kind not in OBJECTS:
            raise BadProgram(f"{where}: there is no kind {kind!r}")
        check_fields(where, kind, of, OBJECTS[kind][0].split())
    check_body("main", program.get("main"))


def check_body(where, body):
    if not isinstance(body, list):
        raise BadProgram(f"{where}: must be a list of operations")
    for number, op in enumerate(body):
        check_operation(f"{where}[{number}]", op)


def check_operation(where, op, table=None):
    name = op.get("op") if isinstance(op, dict) else None
    if name == "return":
        if table is None:
            return
        raise BadProgram(f"{where}: return can not stand in do")
    if name not in FIELDS:
        raise BadProgram(f"{where}: there is no operation {name!r}")
    if table is not None and name not in table:
        raise BadProgram(f"{where}: {name} may suspend, and can not stand in do")
    check_fields(where, name, op, FIELDS[name])
    for key in ("body", "finally"):
        if key in op:
            check_body(f"{where}.{key}", op[key])
    if "do" in op:
        check_operation(f"{where}.do", op["do"], NOW)
    for number, clause in enumerate(op.get("except", ())):
        check_fields(f"{where}.except[{number}]", "except", clause, ["match", "body"])
        check_body(f"{where}.except[{number}].body", clause["body"])
    for number, child in enumerate(op.get("children", ())):
        if isinstance(child, dict):
            check_fields(f"{where}.children[{number}]", "a child", child, ["as", "body"])
            check_body(f"{where}.children[{number}].body", child["body"])


def check_fields(where, name, of, fields):
    for field in fields:
        if field.startswith("?"):
            continue
        # "target|body" is one of the two.
        if not any(one in of for one in field.split("|")):
            raise BadProgram(f"{where}: {name} needs {field!r}")


def label(op):
    for key in ("target", "obj", "group", "timeout", "var", "as"):
        if key in op:
            return f"{op['op']} {op[key]}"
    return op["op"]


def make_exception(name):
    return EXCEPTIONS[name]() if name in EXCEPTIONS else Own(name)


def name_of(thrown):
    if isinstance(thrown, BaseExceptionGroup):
        return {"group": [name_of(one) for one in thrown.exceptions]}
    if isinstance(thrown, RuntimeError) and str(thrown) == NOBODY_MAY_AWAIT:
        return "NobodyMayAwait"
    return thrown.args[0] if isinstance(thrown, Own) else type(thrown).__name__


def err(thrown):
    return {"err": name_of(thrown)}


def ok(value=None):
    return {"ok": plain(value)}


def plain(value):
    if isinstance(value, BaseException):
        return err(value)
    return [plain(one) for one in value] if isinstance(value, list) else value


def matches(pattern, thrown):
    if pattern == "Any":
        return True
    if pattern == "Exception":
        return isinstance(thrown, Exception)
    if pattern == "Group":
        return isinstance(thrown, BaseExceptionGroup)
    return name_of(thrown) == pattern


# ----------------------------------------------------------- one run of a program


class Play:
    # What is left of runs. A coroutine that is suspended for ever must not be
    # closed: its handlers would run, in no loop.
    all = []

    def __init__(self, program):
        self.all.append(self)
        self.program = program
        self.loop = VirtualLoop()
        self.loop.set_task_factory(self.new_task)
        self.loop.set_exception_handler(self.told)
        self.loop.set_default_executor(AtOnce(1))
        self.trace = []
        self.passes = []
        self.closed = False
        self.named = {}
        self.given = {"main": 1}
        self.created = []  # [name, task], the first one first
        self.to_name = {}  # coroutines that are to be tasks
        self.under_way = {}  # by the name of the body
        self.variables = {}
        self.context = {}

    # --- from its beginning to its end

    def run(self):
        for name, of in self.program.get("objects", {}).items():
            self.named[name] = OBJECTS[of["kind"]][1](self, of)
            self.given[name] = 1
        coroutine = self.body("main", self.program["main"])
        self.to_name[coroutine] = "main"
        main = self.loop.create_task(coroutine)
        status = self.until(main)
        outcome = None
        if main.done():
            outcome = err(main.exception()) if failed(main) else None
            if outcome is None:
                cancelled = {"err": "CancelledError"}
                outcome = cancelled if main.cancelled() else ok(main.result())
        if status != "limit":
            status = self.end() or status
        self.closed = True
        return {
            "status": status,
            "main": outcome,
            "time": self.loop.ticks,
            "trace": self.trace,
            "batches": self.passes,
        }

    def until(self, future):
        try:
            self.loop.run_until_complete(future)
        except NothingLeft:
            left = [(name, task) for name, task in self.created if not task.done()]
            blocked = [[name, (self.under_way.get(name) or [""])[-1]] for name, _ in left]
            self.event("loop", "deadlock", ok(blocked))
            return "deadlock"
        except TooLong:
            return "limit"
        except BaseException:
            return "error"
        return "ok"

    def end(self):
        """What asyncio.run does: tasks that are left are cancelled, and run on."""
        left = [(name, task) for name, task in self.created if not task.done()]
        if not left:
            return None
        self.event("loop", "shutdown", ok([name for name, _ in left]))
        for name, task in left:
            try:
                task.cancel()
            except RecursionError:  # Tasks that await each other in a ring.
                self.event("loop", "shutdown_cycle " + name)
                return "deadlock"
        ends = asyncio.gather(*[task for _, task in left], return_exceptions=True)
        status = self.until(ends)
        if status != "ok":
            return status
        for name, task in left:
            if failed(task):
                self.event("loop", "shutdown_error " + name, err(task.exception()))
        return None

    def event(self, who, what, outcome=None):
        if not self.closed:
            self.trace.append([self.loop.ticks, who, what, outcome])
            self.passes.append(self.loop.passes)

    def told(self, loop, context):
        # Who was never asked for its exception is a matter of when garbage is collected.
        if "handle" in context:
            self.event("loop", "exception_handler", err(context["exception"]))

    # --- names

    def fresh(self, base):
        self.given[base] = self.given.get(base, 0) + 1
        return base if self.given[base] == 1 else f"{base}#{self.given[base]}"

    def bind(self, base, thing, name=None):
        self.named[name or self.fresh(base)] = self.named[base] = thing

    def get(self, name, kinds):
        thing = asyncio.current_task() if name == "self" else self.named.get(name)
        if not isinstance(thing, kinds):
            raise Unbound
        return thing

    def targets(self, names):
        """Without repetitions, by name."""
        found = {}
        for name in names:
            thing = self.named.get(name)
            if isinstance(thing, FUTURES) and thing not in found.values():
                found[name] = thing
        if not found:
            raise Unbound
        return found

    # --- tasks and bodies

    def coroutine(self, op):
        name = self.fresh(op["as"])
        made = self.body(name, op["body"])
        self.to_name[made] = name
        return made

    def new_task(self, loop, coroutine, **options):
        name = self.to_name.pop(coroutine)
        entry = [name, None]
        self.created.append(entry)
        if self.program.get("eager"):
            options["eager_start"] = True
        entry[1] = asyncio.Task(coroutine, loop=loop, **options)
        self.bind(name.split("#")[0], entry[1], name)
        return entry[1]

    async def body(self, name, ops):
        self.event(name, "start")
        try:
            returned = await self.block(name, ops)
        except BaseException as thrown:
            self.event(name, "end", err(thrown))
            raise
        value = returned[0] if returned else None
        self.event(name, "end", ok(value))
        return value

    async def block(self, who, ops):
        """[value] if it has come to a return, else None."""
        for op in ops:
            if op["op"] == "return":
                return [op.get("value")]
            stack = self.under_way.setdefault(who, [])
            stack.append(label(op))
            try:
                if op["op"] in BLOCKS:
                    returned = await BLOCKS[op["op"]](self, who, op)
                    if returned:
                        return returned
                else:
                    await self.one(who, op)
            finally:
                stack.pop()
        return None

    async def one(self, who, op):
        try:
            if op["op"] in NOW:
                value = NOW[op["op"]](self, op)
            else:
                value = await LATER[op["op"]](self, who, op)
        except Unbound:
            self.event(who, label(op), ok("unbound"))
        except BaseException as thrown:
            self.event(who, label(op), err(thrown))
            raise
        else:
            self.event(who, label(op), ok(value))

    def callback(self, name, op):
        def call(*_):
            try:
                value = NOW[op["op"]](self, op)
            except Unbound:
                value = "unbound"
            except BaseException as thrown:
                self.event(name, label(op), err(thrown))
                raise
            self.event(name, label(op), ok(value))
            return value

        return call


def failed(future):
    return not future.cancelled() and future.exception() is not None


# --- operations that can not suspend


@operation(NOW, "value")
def log(play, op):
    return op["value"]


@operation(NOW, "d")
def busy(play, op):
    play.loop.ticks += op["d"]


@operation(NOW, "exc")
def raise_(play, op):
    raise make_exception(op["exc"])


@operation(NOW, "var value")
def set_(play, op):
    play.variables[op["var"]] = op["value"]
    return op["value"]


@operation(NOW, "var value")
def add(play, op):
    play.variables[op["var"]] = play.variables.get(op["var"], 0) + op["value"]
    return play.variables[op["var"]]


def context_variable(play, name):
    if name not in play.context:
        play.context[name] = contextvars.ContextVar(name, default=None)
    return play.context[name]


@operation(NOW, "var value")
def ctx_set(play, op):
    context_variable(play, op["var"]).set(op["value"])


@operation(NOW, "var")
def ctx_get(play, op):
    return context_variable(play, op["var"]).get()


@operation(NOW, "as body")
def spawn(play, op):
    asyncio.create_task(play.coroutine(op))


@operation(NOW, "group as body")
def tg_spawn(play, op):
    group = play.get(op["group"], asyncio.TaskGroup)
    made = play.coroutine(op)
    try:
        group.create_task(made)
    except RuntimeError:
        play.to_name.pop(made, None)
        raise


@operation(NOW, "target")
def cancel(play, op):
    return play.get(op["target"], (*FUTURES, events.Handle)).cancel()


@operation(NOW, "?target")
def uncancel(play, op):
    return play.get(op.get("target", "self"), TASKS).uncancel()


@operation(NOW, "?target")
def cancelling(play, op):
    return play.get(op.get("target", "self"), TASKS).cancelling()


@operation(NOW, "target")
def state(play, op):
    future = play.get(op["target"], FUTURES)
    if not future.done():
        return "pending"
    if future.cancelled():
        return "cancelled"
    return "exception" if failed(future) else "result"


@operation(NOW, "target")
def result(play, op):
    return play.get(op["target"], FUTURES).result()


def handle(play, op, schedule):
    name = play.fresh(op["as"])
    play.bind(op["as"], schedule(play.callback(name, op["do"])), name)


@operation(NOW, "as do")
def call_soon(play, op):
    handle(play, op, play.loop.call_soon)


@operation(NOW, "as do")
def call_soon_threadsafe(play, op):
    handle(play, op, play.loop.call_soon_threadsafe)


@operation(NOW, "as d do")
def call_later(play, op):
    handle(play, op, lambda callback: play.loop.call_later(op["d"], callback))


@operation(NOW, "as at do")
def call_at(play, op):
    handle(play, op, lambda callback: play.loop.call_at(op["at"], callback))


@operation(NOW, "target as do")
def add_done_callback(play, op):
    future = play.get(op["target"], FUTURES)
    future.add_done_callback(play.callback(play.fresh(op["as"]), op["do"]))


@operation(NOW, "obj")
def release(play, op):
    return play.get(op["obj"], LOCKS).release()


@operation(NOW, "obj")
def locked(play, op):
    return play.get(op["obj"], LOCKS).locked()


@operation(NOW, "obj")
def event_set(play, op):
    play.get(op["obj"], asyncio.Event).set()


@operation(NOW, "obj")
def event_clear(play, op):
    play.get(op["obj"], asyncio.Event).clear()


@operation(NOW, "obj")
def is_set(play, op):
    return play.get(op["obj"], asyncio.Event).is_set()


@operation(NOW, "obj n")
def notify(play, op):
    play.get(op["obj"], asyncio.Condition).notify(op["n"])


@operation(NOW, "obj")
def notify_all(play, op):
    play.get(op["obj"], asyncio.Condition).notify_all()


@operation(NOW, "obj")
def barrier_state(play, op):
    barrier = play.get(op["obj"], asyncio.Barrier)
    return [barrier.n_waiting, barrier.broken]


@operation(NOW, "obj value")
def put_nowait(play, op):
    play.get(op["obj"], asyncio.Queue).put_nowait(op["value"])


@operation(NOW, "obj")
def get_nowait(play, op):
    return play.get(op["obj"], asyncio.Queue).get_nowait()


@operation(NOW, "obj")
def task_done(play, op):
    play.get(op["obj"], asyncio.Queue).task_done()


@operation(NOW, "obj")
def qsize(play, op):
    return play.get(op["obj"], asyncio.Queue).qsize()


@operation(NOW, "obj immediate")
def shutdown(play, op):
    play.get(op["obj"], asyncio.Queue).shutdown(op["immediate"])


@operation(NOW, "obj value")
def set_result(play, op):
    play.get(op["obj"], FUTURES).set_result(op["value"])


@operation(NOW, "obj exc")
def set_exception(play, op):
    play.get(op["obj"], FUTURES).set_exception(make_exception(op["exc"]))


@operation(NOW, "timeout d")
def reschedule(play, op):
    when = None if op["d"] is None else play.loop.time() + op["d"]
    play.get(op["timeout"], asyncio.Timeout).reschedule(when)


# --- operations that may suspend


@operation(LATER, "d")
async def sleep(play, who, op):
    await asyncio.sleep(op["d"])


@operation(LATER, "target")
async def await_(play, who, op):
    return await play.get(op["target"], FUTURES)


def awaitable(play, op):
    return play.get(op["target"], FUTURES) if "target" in op else play.coroutine(op)


@operation(LATER, "target|body")
async def shield(play, who, op):
    return await asyncio.shield(awaitable(play, op))


@operation(LATER, "d target|body")
async def wait_for(play, who, op):
    return await asyncio.wait_for(awaitable(play, op), op["d"])


@operation(LATER, "as do")
async def to_thread(play, who, op):
    return await asyncio.to_thread(play.callback(play.fresh(op["as"]), op["do"]))


@operation(LATER, "children return_exceptions ?as")
async def gather(play, who, op):
    children = []
    for child in op["children"]:
        if isinstance(child, dict):
            children.append(play.coroutine(child))
        elif isinstance(play.named.get(child), FUTURES):
            children.append(play.named[child])
    outer = asyncio.gather(*children, return_exceptions=op["return_exceptions"])
    if "as" not in op:
        return await outer
    play.bind(op["as"], outer)
    return None


@operation(LATER, "targets d when")
async def wait(play, who, op):
    found = play.targets(op["targets"])
    done, _ = await asyncio.wait(
        found.values(), timeout=op["d"], return_when=op["when"]
    )
    return {
        "done": [name for name, future in found.items() if future in done],
        "pending": [name for name, future in found.items() if future not in done],
    }


@operation(LATER, "targets d")
async def as_completed(play, who, op):
    count = 0
    for coming in OrderedAsCompleted(list(play.targets(op["targets"]).values()), op["d"]):
        try:
            outcome = ok(await coming)
        except TimeoutError:
            raise
        except Exception as thrown:
            outcome = err(thrown)
        play.event(who, "as_completed item", outcome)
        count += 1
    return count


@operation(LATER, "obj")
async def acquire(play, who, op):
    return await play.get(op["obj"], LOCKS).acquire()


@operation(LATER, "obj")
async def event_wait(play, who, op):
    return await play.get(op["obj"], asyncio.Event).wait()


@operation(LATER, "obj")
async def cond_wait(play, who, op):
    return await play.get(op["obj"], asyncio.Condition).wait()


@operation(LATER, "obj var ge")
async def cond_wait_for(play, who, op):
    condition = play.get(op["obj"], asyncio.Condition)
    return await condition.wait_for(
        lambda: play.variables.get(op["var"], 0) >= op["ge"]
    )


@operation(LATER, "obj")
async def barrier_wait(play, who, op):
    return await play.get(op["obj"], asyncio.Barrier).wait()


@operation(LATER, "obj")
async def barrier_abort(play, who, op):
    await play.get(op["obj"], asyncio.Barrier).abort()


@operation(LATER, "obj")
async def barrier_reset(play, who, op):
    await play.get(op["obj"], asyncio.Barrier).reset()


@operation(LATER, "obj value")
async def put(play, who, op):
    await play.get(op["obj"], asyncio.Queue).put(op["value"])


@operation(LATER, "obj")
async def get(play, who, op):
    return await play.get(op["obj"], asyncio.Queue).get()


@operation(LATER, "obj")
async def join(play, who, op):
    await play.get(op["obj"], asyncio.Queue).join()


# --- blocks


@operation(BLOCKS, "obj body")
async def with_(play, who, op):
    try:
        lock = play.get(op["obj"], LOCKS)
    except Unbound:
        play.event(who, label(op), ok("unbound"))
        return None
    try:
        async with lock:
            play.event(who, label(op), ok("enter"))
            returned = await play.block(who, op["body"])
    except BaseException as thrown:
        play.event(who, label(op), err(thrown))
        raise
    play.event(who, label(op), ok("exit"))
    return returned


@operation(BLOCKS, "d as body")
async def timeout(play, who, op):
    try:
        async with asyncio.timeout(op["d"]) as limit:
            play.bind(op["as"], limit)
            returned = await play.block(who, op["body"])
    except BaseException as thrown:
        play.event(who, label(op), err(thrown))
        raise
    play.event(who, label(op), ok({"expired": limit.expired()}))
    return returned


@operation(BLOCKS, "as body")
async def taskgroup(play, who, op):
    try:
        async with OrderedTaskGroup() as group:
            play.bind(op["as"], group)
            returned = await play.block(who, op["body"])
    except BaseException as thrown:
        play.event(who, label(op), err(thrown))
        raise
    play.event(who, label(op), ok())
    return returned


@operation(BLOCKS, "n body")
async def repeat(play, who, op):
    for _ in range(op["n"]):
        returned = await play.block(who, op["body"])
        if returned:
            return returned
    return None


@operation(BLOCKS, "body")
async def try_(play, who, op):
    try:
        try:
            return await play.block(who, op["body"])
        except BaseException as thrown:
            for clause in op.get("except", ()):
                if matches(clause["match"], thrown):
                    play.event(who, "except " + clause["match"], err(thrown))
                    returned = await play.block(who, clause["body"])
                    if clause.get("reraise") and returned is None:
                        raise
                    return returned
            raise
    finally:
        if "finally" in op:
            play.event(who, "finally")
            await play.block(who, op["finally"])


# ------------------------------------------------------------------- all of it


def record(program):
    check(program)
    return Play(program).run()


def record_lines():
    for number, line in enumerate(sys.stdin, 1):
        try:
            one = json.loads(line)
            if not isinstance(one, dict) or "program" not in one:
                raise BadProgram('there is no "program"')
            one["expected"] = record(one["program"])
        except (BadProgram, json.JSONDecodeError) as wrong:
            sys.stdout.flush()
            leave(2, f"line {number}: {wrong}")
        print(json.dumps(one, separators=(",", ":")))


def compare(folders):
    files = [file for folder in folders for file in sorted(pathlib.Path(folder).glob("*.json"))]
    differing = 0
    for file in files:
        one = json.loads(file.read_text())
        again = json.loads(json.dumps(record(one["program"])))
        if again != one["expected"]:
            differing += 1
            print(file, "differs")
    print(f"{len(files)} programs, {differing} differ")
    return 0 if files and not differing else 1


def leave(code, why=None):
    if why:
        print(why, file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # See Play.all.


def main(arguments):
    if sys.implementation.name != "cpython" or sys.version_info[:2] != VERSION:
        leave(3, f"This is {sys.version}, and not CPython {VERSION[0]}.{VERSION[1]}.")
    logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)
    gc.disable()  # Nor when garbage is collected may matter.
    events.TimerHandle = OrderedTimer
    if arguments[:1] == ["--compare"]:
        leave(compare(arguments[1:]))
    record_lines()
    leave(0)


if __name__ == "__main__":
    main(sys.argv[1:])
