// What a call may mean: a tool's parameter reaches a shell over every kind of edge of the call graph, and
// does not where the edge leads elsewhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flow/test_program.h"

namespace sentinel::flow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Twins {
  const char* name;
  std::string bad;
  std::string good;
};

void compare(const std::string& path, const std::string& head, const std::vector<Twins>& all) {
  for (const Twins& twins : all) {
    EXPECT_THAT(flows_in({{path, head + twins.bad}}), ElementsAre("t.a")) << twins.name;
    if (!twins.good.empty()) {
      EXPECT_THAT(flows_in({{path, head + twins.good}}), IsEmpty()) << twins.name;
    }
  }
}

TEST(Reach, Python) {
  compare(
      "a.py", "import os\nimport sdk\nimport functools\n",
      {
          {"functools.partial",
           "def run(p, c):\n    os.system(p + c)\n@sdk.tool()\ndef t(a):\n    f = functools.partial(run, 'x "
           "')\n    f(a)\n",
           "def run(p, c):\n    os.system(p)\n@sdk.tool()\ndef t(a):\n    f = functools.partial(run, 'x ')\n "
           "   f(a)\n"},
          {"functools.partial by name",
           "def run(p, c):\n    os.system(c)\n@sdk.tool()\ndef t(a):\n    functools.partial(run, c=a)('x')\n",
           "def run(p, c):\n    os.system(p)\n@sdk.tool()\ndef t(a):\n    functools.partial(run, "
           "c=a)('x')\n"},
          {"a table",
           "def run(c):\n    os.system(c)\ndef say(c):\n    print(c)\nTABLE = {'run': run, 'say': say}\n"
           "@sdk.tool()\ndef t(a, k):\n    TABLE[k](a)\n",
           "def run(c):\n    os.system(c)\ndef say(c):\n    print(c)\nTABLE = {'run': run, 'say': say}\n"
           "@sdk.tool()\ndef t(a, k):\n    TABLE['say'](a)\n"},
          {"a table, get",
           "def run(c):\n    os.system(c)\nTABLE = {'run': run}\n"
           "@sdk.tool()\ndef t(a, k):\n    f = TABLE.get(k)\n    if f:\n        f(a)\n",
           ""},
          {"a table that is filled",
           "TABLE = {}\ndef add(n):\n    def inner(f):\n        TABLE[n] = f\n        return f\n    return "
           "inner\n"
           "@add('run')\ndef run(c):\n    os.system(c)\n@sdk.tool()\ndef t(a, k):\n    TABLE[k](a)\n",
           ""},
          {"methods in a table",
           "class S:\n    def __init__(self):\n        self.table = {'run': self.run}\n"
           "    def run(self, c):\n        os.system(c)\n    def go(self, k, c):\n        return "
           "self.table[k](c)\n"
           "s = S()\n@sdk.tool()\ndef t(a, k):\n    s.go(k, a)\n",
           ""},
          {"match",
           "def run(c):\n    os.system(c)\n@sdk.tool()\ndef t(a, k):\n    match k:\n        case 'run':\n    "
           "        run(a)\n"
           "        case _:\n            pass\n",
           "def run(c):\n    os.system(c)\n@sdk.tool()\ndef t(a, k):\n    match k:\n        case 'run':\n    "
           "        run('x')\n"
           "        case _:\n            print(a)\n"},
          {"a queue that a worker empties",
           "import asyncio\nq = asyncio.Queue()\nasync def worker():\n    while True:\n        job = await "
           "q.get()\n"
           "        os.system('x ' + job['c'])\n@sdk.tool()\nasync def t(a, b):\n    await q.put({'c': a})\n",
           "import asyncio\nq = asyncio.Queue()\nasync def worker():\n    while True:\n        job = await "
           "q.get()\n"
           "        os.system('x ' + job['c'])\n@sdk.tool()\nasync def t(a, b):\n    await q.put({'c': 'x', "
           "'d': "
           "a})\n"},
          {"a variable of a context",
           "from contextvars import ContextVar\nv = ContextVar('v', default=None)\ndef run():\n    "
           "os.system(v.get())\n"
           "@sdk.tool()\ndef t(a):\n    v.set(a)\n    run()\n",
           "from contextvars import ContextVar\nv = ContextVar('v', default=None)\nw = ContextVar('w')\n"
           "def run():\n    os.system(w.get())\n@sdk.tool()\ndef t(a):\n    v.set(a)\n    run()\n"},
          {"a deque",
           "from collections import deque\nclass S:\n    def __init__(self):\n        self.q = deque()\n"
           "    def add(self, c):\n        self.q.append(c)\n    def run(self):\n        "
           "os.system(self.q.popleft())\n"
           "s = S()\n@sdk.tool()\ndef t(a):\n    s.add(a)\n    s.run()\n",
           ""},
          {"a method that is found by its name",
           "class S:\n    def do_run(self, c):\n        os.system(c)\n    def other(self, c):\n        pass\n"
           "s = S()\n@sdk.tool()\ndef t(a, k):\n    getattr(s, f'do_{k}')(a)\n",
           "class S:\n    def run(self, c):\n        os.system(c)\n    def do_other(self, c):\n        pass\n"
           "s = S()\n@sdk.tool()\ndef t(a, k):\n    getattr(s, f'do_{k}')(a)\n"},
          {"a method of a parent that is found by its name",
           "class P:\n    def run(self, c):\n        os.system(c)\nclass S(P):\n    pass\n"
           "@sdk.tool()\ndef t(a, k):\n    getattr(S(), k)(a)\n",
           ""},
          {"a class that a library's decorator stands above",
           "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass S:\n    c: str\n    d: str = "
           "'x'\n"
           "@sdk.tool()\ndef t(a):\n    os.system(S(c=a).c)\n",
           "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass S:\n    c: str\n    d: str = "
           "'x'\n"
           "@sdk.tool()\ndef t(a):\n    os.system(S(c=a).d)\n"},
          {"match that binds",
           "@sdk.tool()\ndef t(a):\n    match a:\n        case str(c):\n            os.system(c)\n", ""},
          {"a field that the constructor is given",
           "class Shell:\n    def run(self, c):\n        os.system(c)\nclass Service:\n    def "
           "__init__(self, shell):\n"
           "        self.shell = shell\n    def go(self, c):\n        self.shell.run(c)\n"
           "service = Service(Shell())\n@sdk.tool()\ndef t(a):\n    service.go(a)\n",
           "class Shell:\n    def run(self, c):\n        os.system('x')\nclass Service:\n    def "
           "__init__(self, shell):\n"
           "        self.shell = shell\n    def go(self, c):\n        self.shell.run(c)\n"
           "service = Service(Shell())\n@sdk.tool()\ndef t(a):\n    service.go(a)\n"},
          {"a decorator of its own",
           "def logged(f):\n    @functools.wraps(f)\n    def inner(*args, **kwargs):\n        return "
           "f(*args, **kwargs)\n"
           "    return inner\n@logged\ndef run(c):\n    os.system(c)\n@sdk.tool()\ndef t(a):\n    run(a)\n",
           ""},
          {"a method that a base calls",
           "class Base:\n    def go(self, c):\n        self.run(c)\nclass Shell(Base):\n    def run(self, "
           "c):\n"
           "        os.system(c)\n@sdk.tool()\ndef t(a):\n    Shell().go(a)\n",
           ""},
          {"super",
           "class Base:\n    def run(self, c):\n        os.system(c)\nclass Shell(Base):\n    def run(self, "
           "c):\n"
           "        super().run('x ' + c)\n@sdk.tool()\ndef t(a):\n    Shell().run(a)\n",
           ""},
          {"getattr of a name that is known",
           "class S:\n    def run(self, c):\n        os.system(c)\n@sdk.tool()\ndef t(a):\n    getattr(S(), "
           "'run')(a)\n",
           ""},
          {"a generator",
           "def parts(c):\n    yield 'x'\n    yield c\n@sdk.tool()\ndef t(a):\n    for p in parts(a):\n      "
           "  os.system(p)\n",
           ""},
          {"a property",
           "class S:\n    def __init__(self, c):\n        self.c = c\n    @property\n    def line(self):\n   "
           "     return 'x ' + self.c\n"
           "@sdk.tool()\ndef t(a):\n    os.system(S(a).line)\n",
           ""},
          {"a context manager",
           "class S:\n    def __init__(self, c):\n        self.c = c\n    def __enter__(self):\n        "
           "return self\n"
           "    def __exit__(self, *e):\n        pass\n    def run(self):\n        os.system(self.c)\n"
           "@sdk.tool()\ndef t(a):\n    with S(a) as s:\n        s.run()\n",
           ""},
          {"a thread",
           "import threading\ndef run(c):\n    os.system(c)\n@sdk.tool()\ndef t(a):\n"
           "    threading.Thread(target=run, args=(a,)).start()\n",
           "import threading\ndef run(c):\n    os.system(c)\n@sdk.tool()\ndef t(a):\n"
           "    threading.Thread(target=run, args=('x',)).start()\n    print(a)\n"},
          {"an executor",
           "import asyncio\ndef run(c):\n    os.system(c)\n@sdk.tool()\nasync def t(a):\n"
           "    await asyncio.to_thread(run, a)\n",
           ""},
      });
}

TEST(Reach, Script) {
  compare(
      "a.ts",
      "import * as sdk from 'sdk'; import { exec } from 'child_process'; import { EventEmitter } from "
      "'events';\n",
      {
          {"bind",
           "function run(p, c) { exec(c); } sdk.tool('t', ({ a }) => { const f = run.bind(null, 'x'); f(a); "
           "});",
           "function run(p, c) { exec(p); } sdk.tool('t', ({ a }) => { const f = run.bind(null, 'x'); f(a); "
           "});"},
          {"call and apply", "function run(c) { exec(c); } sdk.tool('t', ({ a }) => { run.call(null, a); });",
           "function run(p, c) { exec(p); } sdk.tool('t', ({ a }) => { run.apply(null, ['x', a]); });"},
          {"an emitter",
           "const emitter = new EventEmitter(); emitter.on('run', (c) => exec(c));\n"
           "sdk.tool('t', ({ a }) => { emitter.emit('run', a); });",
           "const emitter = new EventEmitter(); emitter.on('run', (c) => exec(c)); emitter.on('say', (c) => "
           "console.log(c));\n"
           "sdk.tool('t', ({ a }) => { emitter.emit('say', a); });"},
          {"an emitter that is extended",
           "class Bus extends EventEmitter { go(c) { this.emit('run', c); } }\nconst bus = new Bus();\n"
           "bus.on('run', (c) => exec(c)); sdk.tool('t', ({ a }) => { bus.go(a); });",
           ""},
          {"a table",
           "const table = { run: (c) => exec(c), say: (c) => console.log(c) };\n"
           "sdk.tool('t', ({ a, k }) => table[k](a));",
           "const table = { run: (c) => exec(c), say: (c) => console.log(c) };\n"
           "sdk.tool('t', ({ a, k }) => table.say(a));"},
          {"a Map",
           "const table = new Map([['run', (c) => exec(c)]]); sdk.tool('t', ({ a, k }) => { "
           "table.get(k)?.(a); });",
           ""},
          {"a Map that is filled",
           "const table = new Map(); table.set('run', (c) => exec(c));\n"
           "sdk.tool('t', ({ a, k }) => { const f = table.get(k); if (f) f(a); });",
           ""},
          {"behind what may be in a cache",
           "class Cache { m = new Map(); get(k) { const e = this.m.get(k); if (!e) return null; return e; }\n"
           "  set(k, v) { this.m.set(k, { v }); } }\nconst cache = new Cache();\n"
           "sdk.tool('t', ({ a }) => { const e = cache.get(a); if (e) return e; exec(a); cache.set(a, 'x'); "
           "});",
           ""},
          {"switch",
           "const run = (c) => exec(c); sdk.tool('t', ({ a, k }) => { switch (k) { case 'run': return "
           "run(a); default: "
           "return null; } });",
           "const run = (c) => exec(c); sdk.tool('t', ({ a, k }) => { switch (k) { case 'run': return "
           "run('x'); default: "
           "return a; } });"},
          {"a field that the constructor is given",
           "class Shell { run(c: string) { exec(c); } }\nclass Service { constructor(private readonly shell: "
           "Shell) {}\n"
           "  go(c: string) { this.shell.run(c); } }\nconst service = new Service(new Shell());\n"
           "sdk.tool('t', ({ a }) => service.go(a));",
           "class Shell { run(c: string) { exec('x'); } }\nclass Service { constructor(private readonly "
           "shell: Shell) {}\n"
           "  go(c: string) { this.shell.run(c); } }\nconst service = new Service(new Shell());\n"
           "sdk.tool('t', ({ a }) => service.go(a));"},
          {"an interface with one implementation",
           "interface Runner { run(c: string): void }\nclass Shell implements Runner { run(c: string) { "
           "exec(c); } }\n"
           "class Service { constructor(private runner: Runner) {} go(c: string) { this.runner.run(c); } }\n"
           "export function make(service: Service) { sdk.tool('t', ({ a }) => service.go(a)); }\nmake(new "
           "Service(new Shell()));",
           ""},
          {"an interface with one implementation, which nobody hands over",
           "interface Runner { run(c: string): void }\nexport class Shell implements Runner { run(c: string) "
           "{ exec(c); } }\n"
           "export function make(runner: Runner) { sdk.tool('t', ({ a }) => runner.run(a)); }",
           ""},
          {"an abstract method",
           "abstract class Base { abstract run(c); go(c) { this.run(c); } }\n"
           "class Shell extends Base { run(c) { exec(c); } }\nsdk.tool('t', ({ a }) => new Shell().go(a));",
           ""},
          {"a static method",
           "class Shell { static run(c) { exec(c); } } sdk.tool('t', ({ a }) => Shell.run(a));", ""},
          {"the constructor of a parent",
           "class Base { constructor(c) { this.c = c; } go() { exec(this.c); } }\n"
           "class Shell extends Base { constructor(c) { super('x ' + c); } }\nsdk.tool('t', ({ a }) => new "
           "Shell(a).go());",
           "class Base { constructor(c) { this.c = c; } go() { exec(this.c); } }\n"
           "class Shell extends Base { constructor(c) { super('x'); } }\nsdk.tool('t', ({ a }) => new "
           "Shell(a).go());"},
          {"a method of a parent",
           "class Base { run(c) { this.last(c); } last(c) {} }\n"
           "class Shell extends Base { run(c) { super.run('x ' + c); } last(c) { exec(c); } }\n"
           "sdk.tool('t', ({ a }) => new Shell().run(a));",
           ""},
          {"a method that is found by its name",
           "class S { run(c) { exec(c); } say(c) {} go(k, c) { return this[k](c); } }\n"
           "sdk.tool('t', ({ a, b }) => new S().go(b, a));",
           "class S { run(c) { exec(c); } do_say(c) {} go(k, c) { return this[`do_${k}`](c); } }\n"
           "sdk.tool('t', ({ a, b }) => new S().go(b, a));"},
          {"a getter",
           "class Line { constructor(c) { this.c = c; } get text() { return 'x ' + this.c; } }\n"
           "sdk.tool('t', ({ a }) => exec(new Line(a).text));",
           ""},
          {"a callback of a timer", "sdk.tool('t', ({ a }) => { setTimeout(() => exec(a), 10); });", ""},
          {"a promise that is made",
           "const run = (c) => new Promise((resolve) => { exec(c, resolve); }); sdk.tool('t', async ({ a }) "
           "=> { await "
           "run(a); });",
           ""},
          {"a value that a promise gives",
           "const load = (c) => new Promise((resolve) => resolve(c)); sdk.tool('t', async ({ a }) => { "
           "exec(await load(a)); });",
           ""},
          {"a curried function",
           "const run = (p) => (c) => exec(p + c); sdk.tool('t', ({ a }) => run('x ')(a));",
           "const run = (p) => (c) => exec(p); sdk.tool('t', ({ a }) => run('x ')(a));"},
          {"a variable that a function inside sets",
           "const each = (f) => f(1); sdk.tool('t', ({ a }) => { let c = 'x'; each(() => { c = a; }); "
           "exec(c); "
           "});",
           "const each = (f) => f(1); sdk.tool('t', ({ a }) => { let c = 'x'; let d = 'y'; each(() => { d = "
           "a; "
           "}); exec(c); });"},
          {"a function beside it in an object",
           "const shell = { run(c) { return this.go('x ' + c); }, go(c) { exec(c); } }; sdk.tool('t', ({ a "
           "}) => "
           "shell.run(a));",
           "const shell = { run(c) { return this.go('x'); }, go(c) { exec(c); } }; sdk.tool('t', ({ a }) => "
           "shell.run(a));"},
          {"a list that a function inside fills",
           "sdk.tool('t', ({ a, s }) => { const parts = []; s.on('data', (x) => parts.push(a)); "
           "exec(parts.join('')); });",
           "sdk.tool('t', ({ a, s }) => { const parts = []; const other = []; s.on('data', (x) => "
           "other.push(a)); "
           "exec(parts.join('')); });"},
          {"an object that a function inside fills",
           "sdk.tool('t', ({ a }) => { const o = {}; const set = (v) => { o.c = v; }; set(a); exec(o.c); });",
           "sdk.tool('t', ({ a }) => { const o = {}; const set = (v) => { o.c = v; }; set(a); exec(o.d); "
           "});"},
          {"a flag that a function inside sets",
           "const each = (f) => f(1); sdk.tool('t', ({ a }) => { let ok = false; each(() => { ok = true; "
           "});\n"
           "  if (!ok) return; exec(a); });",
           "sdk.tool('t', ({ a }) => { const ok = false; if (!ok) return; exec(a); });"},
          {"a store of what runs asynchronously",
           "import { AsyncLocalStorage } from 'async_hooks'; const s = new AsyncLocalStorage();\n"
           "const run = () => exec(s.getStore().c); sdk.tool('t', ({ a }) => s.run({ c: a }, () => run()));",
           "import { AsyncLocalStorage } from 'async_hooks'; const s = new AsyncLocalStorage();\n"
           "const run = () => exec(s.getStore().d); sdk.tool('t', ({ a }) => s.run({ c: a, d: 'x' }, () => "
           "run()));"},
          {"reduce", "sdk.tool('t', ({ a }) => exec(a.split(' ').reduce((x, y) => x + y, '')));", ""},
          {"spread",
           "const run = (...args) => exec(args.join(' ')); sdk.tool('t', ({ a }) => run('x', ...[a]));", ""},
          {"a generator",
           "function* parts(c) { yield c; } sdk.tool('t', ({ a }) => { for (const p of parts(a)) exec(p); "
           "});",
           ""},
      });
}

TEST(Reach, Go) {
  compare("a.go",
          "package main\nimport (\n\"sdk\"\n\"os/exec\"\n)\nfunc shell(c string) { exec.Command(\"sh\", "
          "\"-c\", c) }\n"
          "func say(c string) {}\n",
          {
              {"a table",
               "var table = map[string]func(string){\"run\": shell, \"say\": say}\n"
               "func main() { sdk.Tool(\"t\", func(a string) { table[a](a) }) }\n",
               "var table = map[string]func(string){\"run\": shell, \"say\": say}\n"
               "func main() { sdk.Tool(\"t\", func(a string) { table[\"say\"](a) }) }\n"},
              {"a table that is filled",
               "var table = map[string]func(string){}\nfunc init() { table[\"run\"] = shell }\n"
               "func main() { sdk.Tool(\"t\", func(a string, k string) { if f, ok := table[k]; ok { f(a) } "
               "}) }\n",
               ""},
              {"switch",
               "func main() { sdk.Tool(\"t\", func(a string, k string) { switch k {\ncase "
               "\"run\":\nshell(a)\ndefault:\nsay(a)\n} }) }\n",
               "func main() { sdk.Tool(\"t\", func(a string, k string) { switch k {\ncase "
               "\"run\":\nshell(\"x\")\ndefault:\nsay(a)\n} }) }\n"},
              {"an interface with one implementation",
               "type Runner interface { Run(c string) }\ntype Shell struct{}\nfunc (s *Shell) Run(c string) "
               "{ shell(c) }\n"
               "func serve(r Runner) { sdk.Tool(\"t\", func(a string) { r.Run(a) }) }\nfunc main() { "
               "serve(&Shell{}) }\n",
               "type Runner interface { Run(c string) }\ntype Shell struct{}\nfunc (s *Shell) Run(c string) "
               "{ shell(\"x\") }\n"
               "func serve(r Runner) { sdk.Tool(\"t\", func(a string) { r.Run(a) }) }\nfunc main() { "
               "serve(&Shell{}) }\n"},
              {"an interface with one implementation, which nobody hands over",
               "type Runner interface { Run(c string) }\ntype Shell struct{}\nfunc (s *Shell) Run(c string) "
               "{ shell(c) }\n"
               "func Serve(r Runner) { sdk.Tool(\"t\", func(a string) { r.Run(a) }) }\n",
               ""},
              {"a field that the constructor is given",
               "type Runner interface { Run(c string) }\ntype Shell struct{}\nfunc (s Shell) Run(c string) { "
               "shell(c) }\n"
               "type Service struct { runner Runner }\nfunc New(r Runner) *Service { return &Service{runner: "
               "r} }\n"
               "func (s *Service) handle(a string) { s.runner.Run(a) }\n"
               "func main() { s := New(Shell{}); sdk.Tool(\"t\", s.handle) }\n",
               ""},
              {"a field of a function",
               "type Service struct { run func(string) }\nfunc (s *Service) handle(a string) { s.run(a) }\n"
               "func main() { s := &Service{run: shell}; sdk.Tool(\"t\", s.handle) }\n",
               "type Service struct { run func(string) }\nfunc (s *Service) handle(a string) { s.run(a) }\n"
               "func main() { s := &Service{run: say}; sdk.Tool(\"t\", s.handle) }\n"},
              {"an embedded type",
               "type Base struct{}\nfunc (b Base) Run(c string) { shell(c) }\ntype Service struct { Base }\n"
               "func main() { s := Service{}; sdk.Tool(\"t\", func(a string) { s.Run(a) }) }\n",
               ""},
              {"a function that makes the handler",
               "func make_(p string) func(string) { return func(a string) { shell(p + a) } }\n"
               "func main() { sdk.Tool(\"t\", make_(\"x \")) }\n",
               "func make_(p string) func(string) { return func(a string) { shell(p) } }\n"
               "func main() { sdk.Tool(\"t\", make_(\"x \")) }\n"},
              {"a goroutine", "func main() { sdk.Tool(\"t\", func(a string) { go shell(a) }) }\n", ""},
              {"a channel",
               "func main() { sdk.Tool(\"t\", func(a string) { c := make(chan string, 1); c <- a; shell(<-c) "
               "}) }\n",
               ""},
              {"a deferred function",
               "func main() { sdk.Tool(\"t\", func(a string) { defer func() { shell(a) }() }) }\n", ""},
              {"several results",
               "func parse(c string) (string, error) { return c, nil }\n"
               "func main() { sdk.Tool(\"t\", func(a string) { c, err := parse(a); if err != nil { return }; "
               "shell(c) }) }\n",
               "func parse(c string) (string, string) { return c, \"x\" }\n"
               "func main() { sdk.Tool(\"t\", func(a string) { _, d := parse(a); shell(d) }) }\n"},
              {"a generic function",
               "func first[T any](xs []T) T { return xs[0] }\n"
               "func main() { sdk.Tool(\"t\", func(a string) { shell(first([]string{a})) }) }\n",
               ""},
          });
}

TEST(Reach, ContextOfGo) {
  const auto program = [](const std::string& key) {
    return std::vector<File>{
        {"a.go",
         "package main\nimport (\n\"context\"\n\"sdk\"\n\"os/exec\"\n)\ntype key struct{}\ntype other "
         "struct{}\n"
         "func with(ctx context.Context, c string) context.Context { return context.WithValue(ctx, key{}, c) "
         "}\n"
         "func run(ctx context.Context) {\n c, ok := ctx.Value(" +
             key +
             "{}).(string)\n if ok { exec.Command(\"sh\", \"-c\", c) }\n}\n"
             "func main() { sdk.Tool(\"t\", func(a string) { run(with(context.Background(), a)) }) }\n"}};
  };
  EXPECT_THAT(flows_in(program("key")), ElementsAre("t.a"));
  EXPECT_THAT(flows_in(program("other")), IsEmpty());
}

TEST(Reach, MethodOfWhatCameIn) {
  const std::string head =
      "package main\nimport (\n\"sdk\"\n\"os/exec\"\n)\ntype input struct { Word string }\n";
  const std::string tool =
      "func main() { sdk.Tool(\"t\", func(a input) { exec.Command(\"sh\", \"-c\", a.line()) }) }\n";
  EXPECT_THAT(flows_in({{"a.go", head + "func (i input) line() string { return \"x \" + i.Word }\n" + tool}}),
              ElementsAre("t.Word"));
  EXPECT_THAT(flows_in({{"a.go", head + "func (i input) line() string { return \"x\" }\n" + tool}}),
              IsEmpty());
}

}  // namespace
}  // namespace sentinel::flow
