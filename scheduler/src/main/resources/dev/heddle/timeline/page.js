"use strict";
(() => {
  const ROW = 28; // As in the style.
  const AROUND = 3; // So many steps beside one that matters are shown.
  const SHORT = 60; // A run with no more steps than this is shown whole.
  const QUIET = 8; // Fewer steps than this are not folded away.
  const HUES = [
    ["#2563b8", "#7db2ff"], ["#a3530f", "#f0a868"], ["#23754f", "#6ccfa4"], ["#8455b4", "#c39bf0"],
    ["#a8436a", "#f08fb4"], ["#12707e", "#62c8d6"], ["#6d6614", "#cfc45e"], ["#5a6472", "#a9b4c2"],
  ];
  const LOCKS = [["#c08a1e", "#d9a441"], ["#5b7f2b", "#9cc25f"], ["#7a5fa8", "#ab93d6"], ["#2d7f93", "#63b3c6"]];
  const WHY = {
    race: "data race", order: "order", circle: "deadlock", end: "fails",
  };
  const WHY_LONG = {
    race: "One of the two accesses of the data race: nothing orders them.",
    order: "The failure depends on when this step came.",
    circle: "With this step its thread waits for what another one of the circle has.",
    end: "The last step of the thread that failed.",
  };
  const THROUGH = {
    start: "then this thread was started", end: "the last step of its thread",
    monitor: "then the monitor was left", permit: "then this thread was unparked",
    wake: "then this thread could go on", memory: "it wrote what this one sees",
  };
  const WAITS = 1;
  const PREEMPTED = 2;

  const data = JSON.parse(document.getElementById("data").textContent);
  const summary = document.getElementById("summary");
  const main = document.getElementById("timeline");

  // --- elements: every text of the program becomes a text node, never markup ---

  function el(tag, cls, ...children) {
    const made = document.createElement(tag);
    if (cls) made.className = cls;
    for (const child of children) {
      if (child !== null && child !== undefined) made.append(child);
    }
    return made;
  }

  function svg(tag, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    return made;
  }

  function hue(made, pair) {
    made.style.setProperty("--hue", `light-dark(${pair[0]}, ${pair[1]})`);
    return made;
  }

  function button(text, does, title) {
    const made = el("button", "", text);
    made.type = "button";
    if (title) made.title = title;
    made.addEventListener("click", does);
    return made;
  }

  /** Text in which what stands between back quotes is code. */
  function prose(cls, text) {
    const made = el("p", cls);
    text.split("`").forEach((part, i) => made.append(i % 2 ? el("code", "", part) : part));
    return made;
  }

  const many = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

  function clock(nanos) {
    const units = [[3600e9, "h"], [60e9, "min"], [1e9, "s"], [1e6, "ms"], [1e3, "\u00b5s"]];
    const [size, unit] = units.find(([size]) => nanos >= size) || [1, "ns"];
    return `${+(nanos / size).toFixed(3)} ${unit}`;
  }

  // --- what went wrong ---

  function frames(stack) {
    return el("pre", stack.length > 12 ? "stack long" : "stack", stack.map((at) => at.replace(/^at /, "")).join("\n"));
  }

  function card(title, ...children) {
    return el("section", "card", el("h2", "", title), ...children);
  }

  function copied(text) {
    const code = el("code", "", text);
    code.title = text;
    const copy = button("Copy", async () => {
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const range = document.createRange(); // No clipboard for this page: as by hand.
        range.selectNodeContents(code);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        document.execCommand("copy");
      }
      copy.textContent = "Copied";
      setTimeout(() => { copy.textContent = "Copy"; }, 1500);
    });
    return el("div", "copy", code, copy);
  }

  function summarise() {
    const kicker = el("div", "kicker", el("span", "kind", data.race ? "data race" : data.kind.toLowerCase().replace("_", " ")));
    if (data.schedule) {
      kicker.append(el("span", "", `Schedule ${data.schedule.toLocaleString("en")}`), el("span", "", `strategy ${data.strategy}${data.member ? ` (${data.member})` : ""}`), el("span", "", `seed ${data.seed}`));
    } else if (data.replayed) {
      kicker.append(el("span", "", "A replay"));
    }
    kicker.append(el("span", "", `Heddle`));
    summary.append(kicker, el("h1", "", data.summary));
    if (data.sentence) summary.append(prose("lede", data.sentence));
    for (const text of [data.unavoidableText, data.shrunkText, data.divergenceText]) {
      if (text) summary.append(prose("more", text));
    }
    if (!data.repeated) {
      summary.append(el("p", "more", "This schedule was run again at once and took another course, so its steps are not known."));
    }
    const replays = el("div", "replays");
    const calls = data.replayed ? [data.token] : data.replay.map((line) => line.replace(/^(Replay it:|\s+or:)\s*/, ""));
    replays.append(...calls.map(copied));
    summary.append(replays);
  }

  function explain() {
    const cards = document.getElementById("cards");
    if (data.constraintsText) {
      const [first, ...rest] = data.constraintsText.split("\n");
      cards.append(card("What makes it fail", el("p", "", first), el("pre", "stack wrap", rest.map((line) => line.trim()).join("\n"))));
    }
    if (data.race) {
      const race = card("The data race");
      for (const one of data.race.accesses) {
        race.append(el("p", "who", `'${one.thread}' ${one.action}`), frames(one.stack));
        if (one.held.length) race.append(el("p", "stack", "held " + one.held.join(", ")));
      }
      race.append(el("p", "", data.race.missing));
      cards.append(race);
    }
    if (data.standing.length) {
      const waiting = card(data.kind === "DEADLOCK" ? "Who waits for what" : "Threads that were left");
      for (const one of data.standing.slice(0, 50)) {
        waiting.append(el("p", "who", `'${one.thread}' ${one.text}`));
        if (one.stack.length) waiting.append(frames(one.stack));
      }
      if (data.standing.length > 50) waiting.append(el("p", "", `And ${data.standing.length - 50} more.`));
      cards.append(waiting);
    }
    if (data.causes.length && !data.race) {
      cards.append(card("What was thrown", frames(data.causes)));
    }
    const remarks = [["Not under control", data.uncontrolled], ["Left behind", data.leaks], ["Swallowed exceptions", data.swallowed], ["Blocked event loops", data.blocked], ["Over and over", data.rounds]];
    for (const [title, sentences] of remarks) {
      if (sentences.length) cards.append(card(title, ...sentences.map((text) => el("p", "", text))));
    }
  }

  // --- a run ---

  function read(run) {
    const text = (n) => run.texts[n];
    const steps = run.rows.map((row, at) => ({
      at, index: row[0], thread: row[1], action: text(row[2]), object: text(row[3]), value: text(row[4]),
      place: text(row[5]), where: text(row[6]), source: text(row[7]), mark: text(row[8]), time: row[9],
      waits: (row[10] & WAITS) !== 0, preempted: (row[10] & PREEMPTED) !== 0,
      held: row[11].map(text), after: [], before: [], why: [], edges: row[12],
    }));
    // What is marked has the number of the step before it, and none of its own.
    const byIndex = new Map(steps.filter((step) => !step.mark).map((step) => [step.index, step]));
    for (const step of steps) {
      for (let i = 0; i < step.edges.length; i += 2) {
        const from = byIndex.get(step.edges[i]);
        if (from) {
          const edge = { from, to: step, through: text(step.edges[i + 1]) };
          step.after.push(edge);
          from.before.push(edge);
        }
      }
    }
    for (const [index, why] of run.keySteps) byIndex.get(index)?.why.push(why);
    const threads = run.threads.map((name) => ({ name, steps: [] }));
    for (const step of steps) threads[step.thread].steps.push(step);
    const locks = [...new Set(steps.flatMap((step) => step.held))];
    return { name: run.name, count: run.count, steps, byIndex, threads, locks, owned: threads.map((one) => owned(one, locks, steps)), links: links(steps, threads) };
  }

  /** From which step to which a thread has each lock: it gets it in the step before the first that has it, or after waiting. */
  function owned(thread, locks, steps) {
    const spans = [];
    const open = new Map();
    let before = null;
    for (const step of thread.steps.filter((one) => !one.mark)) {
      for (const lock of step.held) {
        if (!open.has(lock)) open.set(lock, before && !before.waits ? before : step);
      }
      for (const [lock, from] of open) {
        if (!step.held.includes(lock)) {
          spans.push({ lock: locks.indexOf(lock), from: from.at, to: before.at });
          open.delete(lock);
        }
      }
      before = step;
    }
    for (const [lock, from] of open) {
      spans.push({ lock: locks.indexOf(lock), from: from.at, to: before.waits ? steps.length - 1 : before.at });
    }
    return spans;
  }

  /** What is wrong, as lines between steps: the race, and whom the threads of a circle wait for. */
  function links(steps, threads) {
    const made = [];
    const racing = steps.filter((step) => step.why.includes("race"));
    if (racing.length === 2) made.push({ why: "race", from: racing[0], to: racing[1], lane: racing[1].thread });
    const stuck = steps.filter((step) => step.why.includes("circle"));
    for (const step of stuck) {
      const standing = data.standing.find((one) => one.thread === threads[step.thread].name);
      const holder = stuck.find((other) => standing && threads[other.thread].name === standing.heldBy);
      if (holder && holder !== step) made.push({ why: "circle", from: step, to: step, lane: holder.thread });
    }
    return made;
  }

  const kind = (step) => step.object.replace(/#.*/, "") + step.action.replace(/^\S+ /, "");

  /** The number is enough where the class stands before it. */
  const whose = (step) => {
    const [type, number] = step.object.split(" #");
    return number && step.action.includes(`${type}.`) ? `#${number}` : step.object;
  };

  /** After it the failure could not be avoided. */
  const isLast = (step) => !step.mark && step.index === data.unavoidable?.step;

  const matters = (step) => step.why.length > 0 || step.mark !== "" || isLast(step);

  // --- a pane with the steps of a run ---

  function pane(run, board) {
    const wide = run.threads.length <= 6;
    const lane = wide ? Math.max(76, Math.min(112, Math.floor(440 / run.threads.length))) : run.threads.length <= 24 ? 30 : 14;
    const opened = new Set();
    let items = [];
    let rowOf = [];
    let picked = null;
    let drawn = "";

    const root = el("section", "pane");
    root.style.setProperty("--indexes", `${Math.max(46, 26 + 8 * String(run.count).length)}px`);
    root.style.setProperty("--lanes", `${lane * run.threads.length + 12}px`);
    const which = run.steps.length < run.count ? `${run.steps.length.toLocaleString("en")} of ${many(run.count, "step")}` : many(run.count, "step");
    root.append(el("h3", "", run.name, el("small", "", `${which}, ${many(run.threads.length, "thread")}`)));
    const names = el("div", lane < 60 ? "names steep" : "names");
    run.threads.forEach((thread, i) => {
      const name = hue(el("span", "hue", lane < 20 ? null : el("b", "", thread.name)), HUES[i % HUES.length]);
      name.style.width = `${lane}px`;
      name.title = thread.name;
      names.append(name);
    });
    const head = el("div", "head", el("div", "", "#"), names, el("div", "", "What it did"), el("div", "", "Where"), el("div", "", "Source"));
    const rows = el("div", "rows");
    rows.setAttribute("role", "listbox");
    rows.setAttribute("aria-label", `Steps of the run: ${run.name}`);
    const scroll = el("div", "scroll", head, rows);
    scroll.tabIndex = 0;
    root.append(scroll);
    if (run.locks.length) {
      const legend = el("h3", "legend", el("small", "", "Locks"));
      run.locks.slice(0, 8).forEach((lock, i) => {
        const chip = svg("svg", { width: 9, height: 14 });
        chip.append(hue(svg("rect", { width: 7, height: 14, rx: 3, class: "lock" }), LOCKS[i % LOCKS.length]));
        legend.append(el("small", "", chip, " " + lock));
      });
      if (run.locks.length > 8) legend.append(el("small", "", `and ${run.locks.length - 8} more`));
      root.insertBefore(legend, scroll);
    }

    // As in the message: of fields and the like that are those of several objects, whose.
    const objects = new Map();
    const ambiguous = new Set();
    for (const step of run.steps) {
      const known = objects.get(kind(step));
      if (known !== undefined && known !== step.object) ambiguous.add(kind(step));
      objects.set(kind(step), step.object);
    }

    const x = (thread) => lane * thread + lane / 2;

    /** What has a row: steps, and stretches of them in which nothing matters. */
    function layOut() {
      const shown = new Array(run.steps.length).fill(run.steps.length <= SHORT);
      const show = (from, to) => {
        for (let i = Math.max(0, from); i <= Math.min(to, shown.length - 1); i++) shown[i] = true;
      };
      show(0, 1);
      show(run.steps.length - 4, run.steps.length);
      for (const step of run.steps) {
        if (matters(step)) show(step.at - AROUND, step.at + AROUND);
        if (opened.has(step.at)) show(step.at, step.at);
      }
      items = [];
      rowOf = [];
      for (let i = 0; i < shown.length;) {
        let end = i;
        while (end < shown.length && !shown[end]) end++;
        if (end - i >= QUIET) {
          for (let k = i; k < end; k++) rowOf[k] = items.length;
          items.push({ from: i, to: end - 1 });
          i = end;
        } else {
          for (end = Math.max(end, i + 1); i < end; i++) {
            rowOf[i] = items.length;
            items.push({ step: run.steps[i] });
          }
        }
      }
      rows.style.height = `${items.length * ROW}px`;
      drawn = "";
      draw();
    }

    function open(from, to) {
      for (let i = from; i <= to; i++) opened.add(i);
      layOut();
    }

    function stepRow(step, row) {
      const made = el("div", "row " + step.why.join(" ") + (step.mark ? "mark" : ""));
      made.id = `${board.id(run)}-${step.at}`;
      made.setAttribute("role", "option");
      made.setAttribute("aria-selected", String(step === picked));
      made.setAttribute("aria-posinset", String(row + 1));
      made.setAttribute("aria-setsize", String(items.length));
      made.dataset.step = step.index;
      const entered = step.action === "enters a monitor" && step.object;
      const did = el("div", "did", el("span", "", entered ? "enters the monitor of" : step.action));
      if (entered || (step.object && ambiguous.has(kind(step)))) did.append(el("span", "object", whose(step)));
      did.title = `'${run.threads[step.thread].name}' ${step.action}`;
      if (step.value) did.append(el("span", "value", step.value));
      const before = run.steps[step.at - 1];
      if (before && step.time > before.time) did.append(el("span", "tag", clock(step.time)));
      for (const why of new Set(step.why)) did.append(el("span", "tag " + why, WHY[why]));
      if (step.preempted) did.append(el("span", "tag", "preempted"));
      if (run === runs[0] && isLast(step)) did.append(el("span", "tag end", "no way back"));
      const where = el("div", "where", step.where);
      where.title = step.place;
      const source = el("div", "source", step.source);
      source.title = step.source;
      made.append(el("div", "index", step.mark ? "" : String(step.index)), el("div"), did, where, source);
      made.addEventListener("click", () => board.pick(run, step));
      return made;
    }

    function foldRow(item) {
      const counts = new Map();
      for (let i = item.from; i <= item.to; i++) {
        const name = run.threads[run.steps[i].thread].name;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      const most = [...counts].sort((a, b) => b[1] - a[1]);
      const who = most.slice(0, 3).map(([name, count]) => `${name} ${count.toLocaleString("en")}`).join(", ");
      const more = most.length > 3 ? `, and ${many(most.length - 3, "other thread")}` : "";
      const made = el("div", "row fold", el("div", "index", "\u22ef"), el("div"), el("div", "did", el("span", "", `${many(item.to - item.from + 1, "quiet step")}: ${who}${more}`)));
      made.setAttribute("role", "option");
      made.setAttribute("aria-selected", "false");
      made.title = "Show these steps";
      made.addEventListener("click", () => open(item.from, item.to));
      return made;
    }

    function draw() {
      const top = Math.max(0, scroll.scrollTop - head.offsetHeight);
      const first = Math.max(0, Math.floor(top / ROW) - 12);
      const last = Math.min(items.length - 1, Math.ceil((top + (scroll.clientHeight || innerHeight)) / ROW) + 12);
      const state = `${first} ${last} ${picked?.at}`;
      if (state === drawn) return;
      drawn = state;
      const made = [];
      for (let row = first; row <= last; row++) {
        const item = items[row];
        const shown = item.step ? stepRow(item.step, row) : foldRow(item);
        shown.style.top = `${row * ROW}px`;
        if (item.step && item.step === picked) shown.classList.add("picked");
        made.push(shown);
      }
      made.push(lanes(first, last));
      rows.replaceChildren(...made);
      if (picked) rows.setAttribute("aria-activedescendant", `${board.id(run)}-${picked.at}`);
    }

    const middle = (row) => row * ROW + ROW / 2;

    function lanes(first, last) {
      const view = svg("svg", { width: lane * run.threads.length + 12, height: (last + 1) * ROW });
      view.style.left = "calc(var(--indexes) + 3px)";
      view.style.top = "0";
      const from = middle(first) - ROW;
      const to = middle(last) + ROW;
      run.threads.forEach((thread, t) => {
        const ends = [rowOf[thread.steps[0].at], rowOf[thread.steps.at(-1).at]];
        if (thread.steps.at(-1).waits) ends[1] = items.length - 1;
        line(view, "lane waits", x(t), Math.max(from, middle(ends[0])), Math.min(to, middle(ends[1])), HUES[t % HUES.length]);
        for (const [i, span] of run.owned[t].entries()) {
          const y1 = middle(rowOf[span.from]);
          const y2 = middle(rowOf[span.to]);
          if (y2 < from || y1 > to || !items[rowOf[span.from]].step && y1 === y2) continue;
          const at = x(t) + (lane < 20 ? 3 : 7) + (lane < 60 ? 0 : (span.lock % 3) * 7);
          const held = svg("rect", { class: "lock", x: at, y: Math.max(from, y1 - 5), width: lane < 20 ? 3 : 5, rx: 2.5, height: Math.min(to, y2 + 5) - Math.max(from, y1 - 5) });
          held.dataset.lock = run.locks[span.lock];
          held.dataset.thread = thread.name;
          view.append(hue(held, LOCKS[span.lock % LOCKS.length]));
        }
      });
      const drawnEdges = new Set();
      for (let row = first; row <= last; row++) {
        const item = items[row];
        const next = items[row + 1]?.step;
        if (item.step && next && item.step.thread === next.thread) {
          line(view, "lane runs", x(next.thread), middle(row), middle(row + 1), HUES[next.thread % HUES.length]);
        }
        if (!item.step) continue;
        for (const edge of [...item.step.after, ...item.step.before]) drawnEdges.add(edge);
      }
      for (const edge of drawnEdges) {
        if (edge.from !== picked && edge.to !== picked) arrow(view, edge, "");
      }
      for (const edge of drawnEdges) {
        if (edge.from === picked || edge.to === picked) arrow(view, edge, "picked");
      }
      for (const link of run.links) {
        connect(view, link.why, link.from, link.to, link.lane);
      }
      for (let row = first; row <= last; row++) {
        const step = items[row].step;
        if (!step) continue;
        if (step.mark) {
          const flag = svg("path", { class: "dot", d: `M ${x(step.thread)} ${middle(row) - 5} l 5 5 l -5 5 l -5 -5 z` });
          view.append(hue(flag, HUES[step.thread % HUES.length]));
          continue;
        }
        const dot = svg("circle", { class: step.waits ? "dot waits" : "dot", cx: x(step.thread), cy: middle(row), r: lane < 20 ? 3.5 : step.waits ? 4 : 5 });
        view.append(hue(dot, HUES[step.thread % HUES.length]));
      }
      return view;
    }

    function line(view, cls, at, y1, y2, pair) {
      if (y2 > y1) view.append(hue(svg("line", { class: cls, x1: at, x2: at, y1, y2 }), pair));
    }

    function arrow(view, edge, cls) {
      connect(view, cls, edge.from, edge.to, edge.to.thread, edge.through);
    }

    /** Along the row of the first step to beside the other's lane, down, and into its dot. */
    function connect(view, cls, from, to, toLane, through) {
      const y1 = middle(rowOf[from.at]);
      const y2 = middle(rowOf[to.at]);
      const x1 = x(from.thread);
      const x2 = x(toLane);
      const side = x2 >= x1 ? 1 : -1;
      const path = svg("path", { class: "edge " + cls });
      const tip = svg("path", { class: "tip " + cls });
      const end = x2 - side * (y1 === y2 ? 8 : 6);
      if (y1 === y2) {
        path.setAttribute("d", `M ${x1 + side * 6} ${y1} H ${end - side * 4}`);
      } else {
        const turn = x2 - side * (through ? Math.min(lane * 0.34, 24) : Math.min(lane * 0.22, 15));
        const r = Math.min(7, Math.abs(y2 - y1) / 2, Math.abs(turn - x1 - side * 6));
        path.setAttribute("d", `M ${x1 + side * 6} ${y1} H ${turn - side * r} Q ${turn} ${y1} ${turn} ${y1 + r} V ${y2 - r} Q ${turn} ${y2} ${turn + side * Math.min(r, 7)} ${y2} H ${end - side * 4}`);
      }
      tip.setAttribute("d", `M ${end} ${y2} l ${-side * 7} -3.6 v 7.2 z`);
      path.dataset.from = from.index;
      path.dataset.to = to.index;
      path.dataset.through = through ?? cls;
      view.append(path, tip);
    }

    function reveal(step) {
      const item = items[rowOf[step.at]];
      if (!item.step) open(Math.max(item.from, step.at - AROUND), Math.min(item.to, step.at + AROUND));
      const y = rowOf[step.at] * ROW;
      const room = scroll.clientHeight - head.offsetHeight;
      if (y < scroll.scrollTop + ROW || y > scroll.scrollTop + room - 2 * ROW) scroll.scrollTop = y - room / 2;
    }

    scroll.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
    scroll.addEventListener("focus", () => board.enter(run));
    addEventListener("resize", () => { drawn = ""; draw(); });
    return {
      root, run, layOut, draw,
      openAll: () => open(0, run.steps.length - 1),
      closeAll: () => { opened.clear(); layOut(); },
      isFolded: () => items.some((item) => !item.step),
      pick(step) {
        picked = step;
        if (step) reveal(step);
        draw();
      },
    };
  }

  // --- all of it ---

  const runs = data.runs.filter((run) => run.rows.length).map(read);
  const detail = el("aside", "detail");
  detail.setAttribute("aria-live", "polite");
  let shownRuns = runs.slice(0, 1);
  let panes = [];
  let current = runs[0];
  const picks = new Map();

  const board = {
    id: (run) => `run${runs.indexOf(run)}`,
    pick(run, step) {
      current = run;
      picks.set(run, step);
      panes.forEach((one) => { if (one.run === run) one.pick(step); });
      describe(run, step);
    },
    enter(run) {
      if (current !== run) {
        current = run;
        if (picks.has(run)) describe(run, picks.get(run));
      }
    },
  };

  function row(term, ...content) {
    return el("div", "", el("dt", "", term), el("dd", "", ...content));
  }

  function toStep(run, step, text) {
    return button(`${step.index}  '${run.threads[step.thread].name}' ${step.action}${text ? ": " + text : ""}`, () => board.pick(run, step));
  }

  function describe(run, step) {
    const list = el("dl", "");
    const name = hue(el("span", "hue", run.threads[step.thread].name), HUES[step.thread % HUES.length]);
    const reasons = [...new Set(step.why)].map((why) => el("p", "", WHY_LONG[why]));
    if (isLast(step) && run === runs[0]) reasons.push(el("p", "", data.unavoidableText));
    if (step.preempted) reasons.push(el("p", "", "The thread could have gone on after it, but was made to wait."));
    if (reasons.length) list.append(row("Why it matters", ...reasons));
    if (step.source || step.where) list.append(row(step.where || "Source", step.source ? el("code", "line", step.source) : null));
    if (step.value) list.append(row("Value", el("code", "", step.value)));
    if (step.object) list.append(row("Object", step.object));
    if (step.held.length) list.append(row("Locks held", step.held.join(", ")));
    if (step.after.length) list.append(row("Comes after", ...step.after.map((edge) => toStep(run, edge.from, THROUGH[edge.through]))));
    if (step.before.length) list.append(row("Comes before", ...step.before.slice(0, 12).map((edge) => toStep(run, edge.to, ""))));
    if (step.time) list.append(row("Time of the run", clock(step.time)));
    if (step.place) list.append(row("Place", step.place.replace(/^at /, "")));
    detail.replaceChildren(el("div", "step", `${step.mark ? "After step" : "Step"} ${step.index.toLocaleString("en")} of ${run.count.toLocaleString("en")}`), el("h3", "", name, " " + step.action), list);
  }

  const all = el("div", "board");
  const fold = button("Unfold all", () => {
    const folded = panes.some((one) => one.isFolded());
    panes.forEach((one) => (folded ? one.openAll() : one.closeAll()));
    label();
  }, "e");

  function label() {
    const folded = panes.some((one) => one.isFolded());
    fold.textContent = folded ? "Unfold all" : "Fold";
    fold.hidden = runs.every((run) => run.steps.length <= SHORT);
  }

  const choices = el("div", "group");

  function view(which) {
    shownRuns = which;
    panes = which.map((run) => pane(run, board));
    all.className = which.length > 1 ? "board two" : "board";
    all.replaceChildren(...panes.map((one) => one.root), detail);
    panes.forEach((one) => {
      one.layOut();
      one.pick(picks.get(one.run) ?? null);
    });
    if (!which.includes(current)) current = which[0];
    if (picks.has(current)) describe(current, picks.get(current));
    [...choices.children].forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.view === which.map(board.id).join(" "))));
    label();
  }

  function turn() {
    const views = [...choices.children];
    const at = views.findIndex((one) => one.getAttribute("aria-pressed") === "true");
    views[(at + 1) % views.length]?.click();
  }

  function theme() {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const root = document.documentElement;
    root.dataset.theme = (root.dataset.theme ?? (dark ? "dark" : "light")) === "dark" ? "light" : "dark";
  }

  const find = el("input", "");
  find.type = "search";
  find.placeholder = "Find a step";
  find.setAttribute("aria-label", "Find a step by a thread, a method, a line of source or a value");

  function search() {
    const wanted = find.value.toLowerCase();
    if (!wanted) return;
    const at = picks.get(current)?.at ?? -1;
    const fits = (step) => [current.threads[step.thread].name, step.action, step.object, step.value, step.where, step.source, String(step.index)].some((text) => text.toLowerCase().includes(wanted));
    const steps = [...current.steps.slice(at + 1), ...current.steps.slice(0, at + 1)];
    const found = steps.find(fits);
    find.setAttribute("aria-invalid", String(!found));
    if (found) board.pick(current, found);
  }

  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") search();
    if (event.key === "Escape") find.blur();
  });

  /** The next step, in one direction, for which something holds; where there is none, the one that is picked. */
  function move(by, holds) {
    const steps = current.steps;
    const at = picks.get(current);
    for (let i = at ? at.at + by : 0; i >= 0 && i < steps.length; i += by) {
      if (holds(steps[i], at)) {
        board.pick(current, steps[i]);
        return;
      }
    }
    if (at) board.pick(current, at);
  }

  const any = () => true;
  const sameThread = (step, at) => !at || step.thread === at.thread;
  const other = () => {
    if (panes.length > 1) {
      const next = panes[(panes.findIndex((one) => one.run === current) + 1) % panes.length];
      current = next.run;
      next.root.querySelector(".scroll").focus();
      board.pick(current, picks.get(current) ?? current.steps[0]);
    }
  };
  const keys = {
    ArrowDown: () => move(1, any), j: () => move(1, any),
    ArrowUp: () => move(-1, any), k: () => move(-1, any),
    n: () => move(1, matters), p: () => move(-1, matters),
    "]": () => move(1, sameThread), "[": () => move(-1, sameThread),
    Home: () => board.pick(current, current.steps[0]),
    End: () => board.pick(current, current.steps.at(-1)),
    m: turn, t: theme, e: () => fold.click(), o: other, "/": () => find.focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === find || !current) return;
    const does = keys[event.key];
    if (does) {
      event.preventDefault();
      does();
    }
  });

  function begin() {
    summarise();
    explain();
    const message = document.getElementById("message");
    if (!runs.length) return; // Then the text is all there is.
    message.open = false;
    const views = runs.map((run) => [run]);
    if (runs.length > 1) views.push(runs);
    for (const which of views) {
      const name = which.length > 1 ? "Side by side" : `${which[0].name} \u00b7 ${many(which[0].count, "step")}`;
      const choice = button(name, () => view(which), "m");
      choice.dataset.view = which.map(board.id).join(" ");
      choices.append(choice);
    }
    const tools = el("div", "tools", choices, button("\u2190 Key step", () => move(-1, matters), "The key step before (p)"), button("Next key step \u2192", () => move(1, matters), "n"), fold, el("span", "grow"), find, button("Light / dark", theme, "t"));
    const help = el("p", "keys");
    for (const [key, does] of [["\u2191 \u2193", "step"], ["n p", "key steps"], ["[ ]", "same thread"], ["Home End", "first, last"], ["m", "minimal, as found, both"], ["o", "other run"], ["e", "fold"], ["/", "find"], ["t", "light, dark"]]) {
      help.append(el("span", "", el("kbd", "", key), " " + does));
    }
    main.append(tools, all, help);
    view(runs.slice(0, 1));
    for (const run of runs) {
      const first = run.steps.find((step) => step.why.length) ?? run.steps[0];
      picks.set(run, first);
    }
    board.pick(current, picks.get(current));
    document.documentElement.dataset.ready = "true";
  }

  begin();
})();
