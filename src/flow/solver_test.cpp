#include "flow/solver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flow/test_program.h"

namespace sentinel::flow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(Solver, FollowsCallsAcrossFiles) {
  EXPECT_THAT(flows_in({{"app/helpers.py", "import os\ndef run(c):\n    os.system('x ' + c)\n"},
                        {"app/server.py",
                         "import sdk\nfrom .helpers import run as go\n"
                         "@sdk.tool()\ndef t(a, b: int):\n    go(f'{a} {b}')\n"}}),
              ElementsAre("t.a"));
  EXPECT_THAT(flows_in({{"src/run.ts",
                         "import { exec } from 'child_process';\n"
                         "export const run = async (c: string) => { exec(`x ${c}`); };\n"},
                        {"src/index.ts", "export * from './run.js';\n"},
                        {"server.ts",
                         "import * as sdk from 'sdk';\nimport { run } from './src';\n"
                         "sdk.tool('t', async ({ a }) => run(a));\n"}}),
              ElementsAre("t.a"));
  EXPECT_THAT(flows_in({{"run/run.go",
                         "package run\nimport \"os/exec\"\n"
                         "func Run(c string) { exec.Command(\"sh\", \"-c\", c) }\n"},
                        {"main.go",
                         "package main\nimport (\n\"sdk\"\n\"example.com/x/run\"\n)\n"
                         "func main() { sdk.Tool(\"t\", func(a string) { run.Run(\"x \" + a) }) }\n"}},
                       {{"go.mod", "module example.com/x\n"}}),
              ElementsAre("t.a"));
}

TEST(Solver, FollowsObjectsClosuresAndTables) {
  const std::string head = "import * as sdk from 'sdk'; import { exec } from 'child_process';\n";
  for (const std::string_view body : {
           "class R { constructor(private c: string) {} go() { exec(this.c); } }\n"
           "sdk.tool('t', ({ a }) => new R(a).go());",
           "const handlers = { one: (x) => exec(x.a), two: () => 0 };\n"
           "sdk.tool('t', (args) => handlers[args.name](args));",
           "const retry = async (f) => { for (;;) { await f(); } };\n"
           "sdk.tool('t', ({ a }) => retry(() => exec(a)));",
           "sdk.tool('t', ({ a }) => { const parts = ['x']; parts.push(a); exec(parts.join(' ')); });",
           "sdk.tool('t', ({ a }) => [a].map((x) => exec(x)));",
           "const f = (p, q) => exec(q); sdk.tool('t', ({ a }) => f.bind(null, 1)(a));",
           "sdk.tool('t', ({ a }) => Promise.resolve(a).then((x) => exec(x)));",
           "const later = (c, cb) => cb(c); sdk.tool('t', ({ a }) => later(a, exec));",
       }) {
    EXPECT_THAT(flows_in({{"a.ts", head + std::string(body)}}), ElementsAre("t.a")) << body;
  }
}

TEST(Solver, BelievesGuardsThatHold) {
  const std::string head =
      "import * as sdk from 'sdk'; import { exec } from 'child_process'; import path from 'path'; import fs "
      "from "
      "'fs';\nconst root = '/data'; const names = new Set(['a', 'b']);\n";
  for (const std::string_view body : {
           "sdk.tool('t', ({ a }) => { if (!/^[a-z]+$/.test(a)) throw new Error(); exec(a); });",
           "const ok = (x) => names.has(x); sdk.tool('t', ({ a }) => { if (ok(a)) exec(a); });",
           "function check(x) { if (!names.has(x)) throw new Error(); } sdk.tool('t', ({ a }) => { check(a); "
           "exec(a); });",
           "const table = { a: true, b: true }; sdk.tool('t', ({ a }) => { if (!table[a]) return; exec(a); "
           "});",
           "function why(x) { if (!names.has(x)) return 'bad'; return null; }\n"
           "sdk.tool('t', ({ a }) => { const e = why(a); if (e) return; exec(a); });",
           "function see(x) { if (!names.has(x)) return { ok: false }; return { ok: true }; }\n"
           "sdk.tool('t', ({ a }) => { const r = see(a); if (!r.ok) return; exec(a); });",
           "sdk.tool('t', ({ a }) => { const p = path.resolve(root, a);\n"
           "  if (p !== root && !p.startsWith(root + path.sep)) throw new Error(); fs.readFile(p); });",
           "sdk.tool('t', ({ a }) => { if (typeof a !== 'number') return; exec('x ' + a); });",
           "sdk.tool('t', ({ a }) => exec('x ' + a.replace(/[^a-z]/g, '')));",
       }) {
    EXPECT_THAT(flows_in({{"a.ts", head + std::string(body)}}), IsEmpty()) << body;
  }
}

TEST(Solver, DoesNotBelieveGuardsThatDoNot) {
  const std::string head =
      "import * as sdk from 'sdk'; import { exec } from 'child_process'; import path from 'path'; import fs "
      "from "
      "'fs';\nconst root = '/data';\n";
  for (
      const std::string_view body : {
          "sdk.tool('t', ({ a }) => { if (!/[a-z]+/.test(a)) throw new Error(); exec(a); });",
          "sdk.tool('t', ({ a }) => { const p = path.resolve(root, a);\n"  // "/data-evil"
          "  if (!p.startsWith(root)) throw new Error(); fs.readFile(p); });",
          "sdk.tool('t', ({ a }) => { if (a.includes('..')) return; fs.readFile(a); });",  // "/etc/passwd"
          "sdk.tool('t', ({ a, b }) => { const p = path.resolve(a);\n"
          "  if (!p.startsWith(b + path.sep)) return; fs.readFile(p); });",  // the root is hostile too
          "sdk.tool('t', ({ a }) => { exec(a); if (!/^[a-z]+$/.test(a)) throw new Error(); });",  // too late
          "sdk.tool('t', ({ a }) => exec('x ' + a.replace(/[^a-z]/, '')));",  // the first one alone
          "sdk.tool('t', ({ a, c }) => { if (!/^[a-z]+$/.test(c)) throw new Error(); exec(a); });",  // another
                                                                                                     // value
      }) {
    EXPECT_THAT(flows_in({{"a.ts", head + std::string(body)}}), ElementsAre("t.a")) << body;
  }
}

TEST(Solver, ProvesOfAPieceWhatATestOfThePieceSays) {
  const std::string head =
      "import os\nimport sdk\nfrom pathlib import Path\nROOT = Path('/data').resolve()\n@sdk.tool()\n";
  EXPECT_THAT(
      flows_in(
          {{"a.py", head + "def t(a):\n    name = a[3:]\n    p = (ROOT / name).resolve()\n"
                           "    if not p.is_relative_to(ROOT):\n        raise ValueError()\n    open(p)\n"}}),
      IsEmpty());
  EXPECT_THAT(
      flows_in(
          {{"a.py", head + "def t(a):\n    name = a[3:]\n    p = (ROOT / name).resolve()\n"
                           "    if not p.is_relative_to(ROOT):\n        raise ValueError()\n    open(a)\n"}}),
      ElementsAre("t.a"))
      << "of the whole nothing is known";
  EXPECT_THAT(flows_in({{"a.py", head + "def t(a, b):\n    first = (ROOT / a).resolve()\n"
                                        "    if not first.is_relative_to(ROOT):\n        raise ValueError()\n"
                                        "    p = (first / b).resolve()\n    if not p.is_relative_to(first):\n"
                                        "        raise ValueError()\n    open(p)\n"}}),
              IsEmpty())
      << "a root that was tested itself is one";
}

TEST(Solver, EndsAWayWhereACallNeverComesBack) {
  const std::string head =
      "import * as sdk from 'sdk'; import { exec } from 'child_process';\n"
      "function fail(m, meta) { if (meta) m.meta = meta; throw new Error(m); }\n"
      "async function later(m) { throw new Error(m); }\n"
      "function some(m) { if (m) throw new Error(m); }\n"
      "class Base { refuse(m) { throw new Error('not here'); } }\n"
      "class Kind extends Base { refuse(m) { console.log(m); } }\n";
  const auto tool = [&](const std::string& refuse) {
    return flows_in(
        {{"a.ts",
          head +
              "sdk.tool('t', async ({ a }) => { const b = new Kind() as Base;\n if (!/^[a-z]+$/.test(a)) " +
              refuse + " exec(a); });"}});
  };
  for (const char* refuse : {"fail('x', 1);", "process.exit(1);", "await later('x');",
                             "{ try { fail('x') } finally { exec('x'); } }"})
    EXPECT_THAT(tool(refuse), IsEmpty()) << refuse;
  for (const char* refuse : {"some(Date.now());", "later('x');", "[].forEach(fail);",
                             "(a ? fail : some)('x');", "b.refuse(a);", "{ try { fail('x') } catch { } }"})
    EXPECT_THAT(tool(refuse), ElementsAre("t.a")) << refuse;
}

TEST(Solver, KnowsPathsByAnyNameOfTheModule) {
  const std::string head =
      "import * as sdk from 'sdk'; import fs from 'fs'; import path from 'path';\n"
      "type Impl = Pick<typeof path, 'sep' | 'relative' | 'isAbsolute'>;\n"
      "function inside(base: string, candidate: string, impl: Impl = path) {\n"
      "  const rel = impl.relative(base, candidate);\n";
  const std::string tool =
      "}\nsdk.tool('t', ({ a }) => { const p = path.resolve('/data', a);\n"
      "  if (!inside('/data', p)) throw new Error(); fs.readFile(p); });";
  for (const char* test :
       {"return rel === '' || (!rel.startsWith('..') && !impl.isAbsolute(rel));",
        "return !(rel === '..' || rel.startsWith('..' + path.sep) || impl.isAbsolute(rel));",
        "return !(rel === '..' || rel.startsWith(`..${impl.sep}`) || impl.isAbsolute(rel));"})
    EXPECT_THAT(flows_in({{"a.ts", head + test + tool}}), IsEmpty()) << test;
  EXPECT_THAT(flows_in({{"a.ts", head + "return !impl.isAbsolute(rel);" + tool}}), ElementsAre("t.a"));
}

TEST(Solver, TakesAGuardThatSettingsTurnOffForOne) {
  const std::string head =
      "import sdk\nimport os\nfrom pathlib import Path\ndef check(p: Path, root: Path | None):\n"
      "    if root is None:\n        return\n";
  const std::string test =
      "    try:\n        p.resolve().relative_to(root.resolve())\n    except ValueError:\n        raise\n";
  const std::string tool = "@sdk.tool()\ndef t(a):\n    p = Path(a)\n    check(p, SET)\n    open(p)\n";
  EXPECT_THAT(flows_in({{"a.py", head + test + tool}}), IsEmpty());
  EXPECT_THAT(flows_in({{"a.py", head + tool}}), ElementsAre("t.a")) << "nothing is tested";
  EXPECT_THAT(flows_in({{"a.py",
                         "import sdk\nimport os\n@sdk.tool()\ndef t(a, b):\n    if b is None:\n        pass\n"
                         "    elif a not in ('x', 'y'):\n        raise ValueError()\n    os.system(a)\n"}}),
              ElementsAre("t.a"))
      << "what a peer leaves out is no setting";
}

TEST(Solver, ProvesThatAnEmptyTextDoesNoHarm) {
  const std::string head = "import subprocess\nimport sdk\n@sdk.tool()\ndef t(a=None):\n";
  EXPECT_THAT(flows_in({{"a.py", head + "    if a and a.startswith('-'):\n        raise ValueError()\n"
                                        "    subprocess.run(['git', a])\n"}}),
              IsEmpty());
  EXPECT_THAT(flows_in({{"a.py", head + "    bad = unknown(a)\n    if bad:\n        raise ValueError()\n"
                                        "    subprocess.run(['git', a])\n"}}),
              ElementsAre("t.a"));
}

TEST(Solver, KnowsTestsOfHosts) {
  const std::string python =
      "import http\nimport sdk\nimport ipaddress\nimport socket\nfrom urllib.parse import urlparse\n";
  const std::string tool =
      "@sdk.tool()\ndef t(a):\n    if why(a):\n        raise ValueError()\n    http.get(a)\n";
  EXPECT_THAT(
      flows_in({{"a.py", python +
                             "def why(url):\n    host = urlparse(url).hostname\n    try:\n"
                             "        address = ipaddress.ip_address(host)\n    except ValueError:\n"
                             "        return None\n    if not address.is_global:\n        return 'bad'\n"
                             "    return None\n" +
                             tool}}),
      IsEmpty())
      << "a name is looked at elsewhere";
  EXPECT_THAT(flows_in({{"a.py", python +
                                     "def why(url):\n    host = urlparse(url).hostname\n"
                                     "    if host.endswith('.good.example'):\n        return None\n"
                                     "    return 'bad'\n" +
                                     tool}}),
              IsEmpty());
  EXPECT_THAT(
      flows_in({{"a.py", python +
                             "def why(url):\n    if url.endswith('.good.example'):\n        return None\n"
                             "    return 'bad'\n" +
                             tool}}),
      ElementsAre("t.a"));
  const std::string head =
      "import * as sdk from 'sdk';\nsdk.tool('t', ({ a }) => { const host = new URL(a).hostname;\n";
  EXPECT_THAT(
      flows_in(
          {{"a.ts", head + "if (/^(127|10|192\\.168)\\./.test(host)) throw new Error(); fetch(a); });"}}),
      IsEmpty());
  EXPECT_THAT(flows_in({{"a.ts", head + "if (/^evil/.test(host)) throw new Error(); fetch(a); });"}}),
              ElementsAre("t.a"));
}

TEST(Solver, FollowsRegistries) {
  EXPECT_THAT(
      flows_in({{"registry.ts",
                 "export const tools: any[] = [];\n"
                 "export async function run(name: string, args: any) {\n"
                 "  const tool = tools.find((t) => t.name === name); return tool.execute(args); }\n"},
                {"tools.ts",
                 "import { exec } from 'child_process'; import { tools } from './registry.js';\n"
                 "tools.push({ name: 'x', execute: async (args) => exec(args.a) });\n"},
                {"server.ts",
                 "import * as sdk from 'sdk'; import './tools.js'; import { run } from './registry.js';\n"
                 "sdk.tool('t', async (args) => run('x', args));\n"}}),
      ElementsAre("t.a"));
  EXPECT_THAT(
      flows_in({{"registry.py", "TOOLS = {}\ndef run(name, a):\n    TOOLS[name](a)\n"},
                {"server.py",
                 "import sdk\nimport tools\nfrom registry import run\n"
                 "@sdk.tool()\ndef t(a):\n    run('x', a)\n"},
                {"tools.py",
                 "import os\nimport registry\ndef x(a):\n    os.system(a)\nregistry.TOOLS['x'] = x\n"}}),
      ElementsAre("t.a"));
}

TEST(Solver, KnowsWhatAnOptionTakes) {
  const std::string head = "import subprocess\nimport sdk\n@sdk.tool()\ndef t(a):\n";
  for (const std::string_view list : {"['git', 'log', '--since', a]", "['git', 'commit', '-m', a]",
                                      "['git', 'log', '--', a]", "['git', 'log', '--since=' + a]"}) {
    EXPECT_THAT(flows_in({{"a.py", head + "    subprocess.run(" + std::string(list) + ")\n"}}), IsEmpty())
        << list;
  }
  for (const std::string_view list : {"['git', 'log', a]", "['git', 'log', '--oneline', a]",
                                      "['git', 'diff', '--no-index', a]", "['git', 'log', '--since=x', a]",
                                      "['git', '-c', a, 'log']", "['git', 'fetch', '--upload-pack', a]"}) {
    EXPECT_THAT(flows_in({{"a.py", head + "    subprocess.run(" + std::string(list) + ")\n"}}),
                ElementsAre("t.a"))
        << list;
  }
}

TEST(Solver, FollowsWrappedHandlersAndReceivers) {
  EXPECT_THAT(flows_in({{"a.ts",
                         "import * as sdk from 'sdk'; import { guarded } from 'lib'; import { exec } from "
                         "'child_process';\nsdk.tool('t', guarded('t', ({ a }) => exec(a)));"}}),
              ElementsAre("t.a"));
  EXPECT_THAT(flows_in({{"job/job.go",
                         "package job\nimport \"os\"\ntype Job struct { File string }\n"
                         "func (j *Job) Run() { os.ReadFile(j.File) }\n"},
                        {"main.go",
                         "package main\nimport (\n\"sdk\"\n\"lib\"\n\"example.com/x/job\"\n)\n"
                         "func main() { sdk.Tool(\"t\", lib.Wrap(func(in job.Job) { in.Run() })) }\n"}},
                       {{"go.mod", "module example.com/x\n"}}),
              ElementsAre("t.File"));
}

TEST(Solver, KnowsWhichPartOfAnAddressIsTheHost) {
  const std::string head =
      "import * as sdk from 'sdk';\nconst base = process.env.BASE || 'https://example.com';\n"
      "sdk.tool('t', ({ a }) => fetch(";
  for (const std::string_view address :
       {"`${base}/items/${a}`", "`https://example.com/${a}`", "new URL('/items?x=' + a, base)"}) {
    EXPECT_THAT(flows_in({{"a.ts", head + std::string(address) + "));"}}), IsEmpty()) << address;
  }
  for (const std::string_view address : {"a", "`https://${a}/x`", "new URL(a, base)", "`${a}/items`"}) {
    EXPECT_THAT(flows_in({{"a.ts", head + std::string(address) + "));"}}), ElementsAre("t.a")) << address;
  }
}

// A statement is mended where it is put together, a shell where it is run.
TEST(Solver, KnowsWhatStandsBehindTheHost) {
  const std::string head =
      "import http\nimport sdk\nfrom lib import Request\n@sdk.tool()\ndef t(a, b):\n    if a not in "
      "('https://x.example', "
      "'https://y.example'):\n        return\n";
  const auto tool = [&](const std::string& body) { return flows_in({{"a.py", head + body}}); };
  for (const char* body :
       {"    http.get(f'{a}?words={b}')\n", "    c = a + '?x=1'\n    c += f'&words={b}'\n    http.get(c)\n",
        "    r = Request(url=a, words=b)\n    http.get(r.url)\n"})
    EXPECT_THAT(tool(body), IsEmpty()) << body;
  for (const char* body : {"    r = Request(url=b, words=a)\n    http.get(r.url)\n",
                           "    r = Request(url=a, words=b)\n    http.get(r.made)\n"})
    EXPECT_THAT(tool(body), ElementsAre("t.b")) << body;
}

TEST(Solver, PlacesAFlowWhereItIsToBeMended) {
  const std::string text =
      "import db\nimport os\nimport sdk\ndef run(q):\n    db.execute(q)\n    os.system(q)\n"
      "@sdk.tool()\ndef t(a):\n    run('select ' + a)\n@sdk.tool()\ndef u(a):\n    run(a)\n";
  std::vector<std::string> places;
  for (const Flow& flow : solved({{"a.py", text}}).flows)
    places.push_back(text.substr(flow.span.begin, flow.span.end - flow.span.begin));
  EXPECT_THAT(places, UnorderedElementsAre("run('select ' + a)", "db.execute(q)", "os.system(q)"));
  const std::string one = text.substr(0, text.rfind("@sdk.tool()"));
  places.clear();
  for (const Flow& flow : solved({{"a.py", one}}).flows)
    places.push_back(one.substr(flow.span.begin, flow.span.end - flow.span.begin));
  EXPECT_THAT(places, UnorderedElementsAre("db.execute(q)", "os.system(q)")) << "nobody else uses it";
}

TEST(Solver, KnowsConstants) {
  const std::string head = "import os\nimport sdk\n@sdk.tool()\ndef t(a):\n";
  const auto tool = [&](const std::string& body) { return flows_in({{"a.py", head + body}}); };
  for (const char* body : {"    n = 106\n    b = 'x' if 7 * 18 + n > 200 else a\n    os.system(b)\n",
                           "    k = 'ABC'[1]\n    match k:\n        case 'A':\n            b = a\n        "
                           "case 'B':\n            b = 'x'\n"
                           "        case _:\n            b = a\n    os.system(b)\n",
                           "    l = ['x', a, 'y']\n    l.pop(0)\n    os.system(l[1])\n",
                           "    l = [a, 'x']\n    l.pop()\n    l.append('y')\n    os.system(l[1])\n"})
    EXPECT_THAT(tool(body), IsEmpty()) << body;
  for (const char* body :
       {"    n = 106\n    b = 'x' if 7 * 8 + n > 200 else a\n    os.system(b)\n",
        "    n = 0\n    while n < 3:\n        n = n + 1\n    if n > 2:\n        os.system(a)\n",
        "    l = ['x', a, 'y']\n    l.pop(0)\n    os.system(l[0])\n",
        "    for i in range(3):\n        mode = 'x' if i == 1 else 'y'\n        if mode == 'x':\n            "
        "os.system(a)\n"})
    EXPECT_THAT(tool(body), ElementsAre("t.a")) << body;
}

TEST(Solver, KnowsThatWhatIsDecodedIsAnyText) {
  const std::string head =
      "import base64\nimport os\nimport re\nimport sdk\n@sdk.tool()\ndef t(a):\n    if not "
      "re.fullmatch('[A-Za-z0-9]+', a):\n        return\n";
  EXPECT_THAT(flows_in({{"a.py", head + "    os.system(a)\n"}}), IsEmpty());
  EXPECT_THAT(flows_in({{"a.py", head + "    os.system(base64.b64decode(a).decode())\n"}}),
              ElementsAre("t.a"));
  EXPECT_THAT(
      flows_in({{"a.py",
                 head + "    b = base64.b64decode(a)\n    if b in (b'x', b'y'):\n        os.system(b)\n"}}),
      IsEmpty())
      << "it was tested itself";
}

TEST(Solver, KnowsWhichProgramsMayBeRun) {
  const std::string head =
      "import * as sdk from 'sdk'; import { spawn } from 'child_process';\nsdk.tool('t', ({ a, b }) => {\n";
  EXPECT_THAT(
      flows_in({{"a.ts",
                 head + "const s = b ? 'cmd.exe' : 'sh'; const f = b ? '/c' : '-c'; spawn(s, [f, a]); });"}}),
      ElementsAre("t.a"));
  EXPECT_THAT(
      flows_in(
          {{"a.ts", head + "const s = b ? 'echo' : 'ls'; const f = b ? '-e' : '-c'; spawn(s, [f, a]); });"}}),
      IsEmpty());
}

TEST(Solver, PlacesMarkupWhereTheValueEntersIt) {
  const Flows flows = solved({{"a.py",
                               "import sdk\nimport web\ndef box(text):\n    return f'<b>{text}</b>'\n"
                               "@sdk.tool()\ndef t(a):\n    web.page('<p>' + box('no ' + a))\n"}});
  ASSERT_EQ(flows.flows.size(), 1U);
  EXPECT_EQ(flows.flows.front().span.begin, 48U) << "the text in box(), not the call";
  EXPECT_THAT(
      flows_in({{"a.py",
                 "import sdk\nimport web\nimport os\n@sdk.tool()\ndef t(a):\n    v = os.store.get(a)\n    if "
                 "not v:\n        return\n    web.page('<p>' + a)\n"}}),
      IsEmpty())
      << "a key of something that is there";
}

TEST(Solver, KnowsMarkupAndAddressesThatAreScripts) {
  const std::string head = "import * as sdk from 'sdk'; import * as web from 'web';\n";
  const auto tool = [&](const std::string& body) {
    return flows_in({{"a.ts", head + "sdk.tool('t', ({ a }) => { " + body + " });"}});
  };
  for (const char* body :
       {"web.answer('<p>' + a);", "web.answer(`<p>${a}</p>`);", "location.href = a;",
        "location.href = String(new URL(a));", "if (a.startsWith('java')) return; location.href = a;"})
    EXPECT_THAT(tool(body), ElementsAre("t.a")) << body;
  for (const char* body :
       {"web.answer('<p>' + a.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`));",
        "const t = { '<': '&lt;', '>': '&gt;' }; web.answer('<p>' + a.replace(/[<>]/g, (c) => t[c]));",
        "web.answer('<p>' + a.replace(/&/g, '&amp;').replace(/</g, '&lt;'));"})
    EXPECT_THAT(tool(body), IsEmpty()) << body;
  for (const char* body : {"web.answer('<p>' + a.replace(/[&<>]/g, (c) => c + ' '));",
                           "web.answer('<p>' + a.replace(/[<>]/, (c) => '&lt;'));",
                           "web.answer('<p>' + a.replace(/[&>]/g, (c) => '&gt;'));"})
    EXPECT_THAT(tool(body), ElementsAre("t.a")) << body;
  for (const char* body :
       {"web.answer(a);", "web.answer({ a });", "web.answer('x < y ' );",
        "location.href = 'https://x.example/' + a;", "location.href = new URL('/x', a);",
        "if (new URL(a).protocol !== 'https:') return; location.href = a;",
        "if (!a.startsWith('https://')) return; location.href = a;", "location.search = a;"})
    EXPECT_THAT(tool(body), IsEmpty()) << body;
}

TEST(Solver, TellsOnceWhatIsStoredOnce) {
  std::string text =
      "import http\nimport sdk\nclass C:\n    def __init__(self, base):\n        self.base = base\n";
  for (int i = 0; i < 6; ++i)
    text += "    def m" + std::to_string(i) + "(self):\n        http.get(self.base + '/" + std::to_string(i) +
            "')\n";
  text += "@sdk.tool()\ndef t(a):\n    c = C(a)\n";
  for (int i = 0; i < 6; ++i) text += "    c.m" + std::to_string(i) + "()\n";
  const Flows flows = solved({{"a.py", text}});
  ASSERT_EQ(flows.flows.size(), 1U);
  EXPECT_EQ(flows.flows.front().other_sinks.size(), 5U);
}

TEST(Program, IslandsAreWhatImportsTieTogether) {
  std::vector<ProgramFile> files;
  for (const auto& [path, text] :
       std::vector<std::pair<std::string, std::string>>{{"a/main.py", "from .pkg import tool\n"},
                                                        {"a/pkg/__init__.py", ""},
                                                        {"a/pkg/tool.py", "import os\n"},
                                                        {"alone.py", "import os\n"},
                                                        {"c/index.ts", "export * from './run.js';\n"},
                                                        {"c/run.ts", "export const x = 1;\n"},
                                                        {"g/a.go", "package g\n"},
                                                        {"g/b.go", "package g\n"}}) {
    ProgramFile file;
    file.path = path;
    file.module = std::move(*syntax::lower(text, language_of(path)));
    files.push_back(std::move(file));
  }
  const Projects projects({});
  EXPECT_THAT(Program::islands(files, projects), UnorderedElementsAre(ElementsAre(0, 1, 2), ElementsAre(3),
                                                                      ElementsAre(4, 5), ElementsAre(6, 7)));
  EXPECT_EQ(files.size(), 8U) << "they are given back";
}

TEST(Solver, SaysWhyAGuardIsNone) {
  const std::string head =
      "import * as sdk from 'sdk'; import { exec } from 'child_process'; import path from 'path'; import fs "
      "from 'fs';\nconst root = '/data';\n";
  for (const auto& [body, why] : std::vector<std::pair<std::string, std::string>>{
           {"sdk.tool('t', ({ a }) => { const p = path.resolve(a); if (p.startsWith(root)) fs.readFile(p); "
            "});",
            "no separator"},
           {"sdk.tool('t', ({ a }) => { if (a.startsWith('/data/')) fs.readFile(a); });",
            "still in the path"},
           {"sdk.tool('t', ({ a }) => { if (!a.includes('..')) fs.readFile(a); });", "from the root"},
           {"sdk.tool('t', ({ a }) => { if (a.endsWith('.txt')) fs.readFile(a); });", "only the ending"},
           {"sdk.tool('t', ({ a, b }) => { const p = path.resolve(a); if (p.startsWith(b)) fs.readFile(p); "
            "});",
            "comes from outside"},
           {"const check = (x) => /[a-z]+/.test(x); sdk.tool('t', ({ a }) => { if (check(a)) exec(a); });",
            "not fixed at both ends"},
           {"sdk.tool('t', ({ a }) => { if (/[;|]/.test(a)) throw new Error(); exec(a); });", "not all"},
           {"sdk.tool('t', ({ a }) => exec('x ' + a.replace(/[^a-z]/, '')));", "only the first match"},
           {"sdk.tool('t', ({ a }) => { if (a.startsWith('https://')) fetch(a); });", "only the scheme"},
           {"sdk.tool('t', ({ a }) => { if (a.startsWith('https://good.example')) fetch(a); });",
            "may go on"},
           {"sdk.tool('t', ({ a }) => { exec(a); });", ""},
           {"sdk.tool('t', ({ a, b }) => { if (a.startsWith('x')) exec(b); });",
            ""},  // it tests something else
       }) {
    const Flows flows = solved({{"a.ts", head + body}});
    ASSERT_EQ(flows.flows.size(), 1U) << body;
    const std::vector<WrongGuard>& guards = flows.flows.front().wrong_guards;
    ASSERT_EQ(guards.size(), why.empty() ? 0U : 1U) << body;
    EXPECT_THAT(std::string(guards.empty() ? "" : guards.front().why), ::testing::HasSubstr(why)) << body;
  }
}

TEST(Solver, ReadsSchemas) {
  const std::string head =
      "import * as sdk from 'sdk'; import { z } from 'zod'; import { exec } from 'child_process';\n";
  EXPECT_THAT(
      flows_in(
          {{"a.ts",
            head +
                "sdk.tool('t', { a: z.string(), b: z.enum(['x', 'y']), c: z.number().int(),\n"
                "  d: z.string().regex(/^[a-z]+$/), e: z.string().regex(/[a-z]+/), f: z.string().url() },\n"
                "  ({ a, b, c, d, e, f }) => { exec(b); exec('x' + c); exec(d);\n"
                "    exec(a);\n exec(e);\n exec(f); });"}}),
      UnorderedElementsAre("t.a", "t.e", "t.f"));
  EXPECT_THAT(flows_in({{"a.ts", head + "const Job = z.object({ a: z.string(), n: z.number() });\n"
                                        "sdk.tool('t', Job.shape, async (job: any) => { exec('x' + job.n);\n"
                                        "  exec(job.a); });"}}),
              ElementsAre("t.a"));
  EXPECT_THAT(
      flows_in(
          {{"a.py",
            "import os\nimport sdk\nfrom typing import Annotated, Literal\nfrom pydantic import BaseModel, "
            "Field\n"
            "class Job(BaseModel):\n    name: str\n    count: int\n"
            "@sdk.tool()\n"
            "def t(a: str, b: Literal['x', 'y'], c: int, d: Annotated[str, Field(pattern='^[a-z]+$')], job: "
            "Job):\n"
            "    os.system(b)\n    os.system(f'x {c}')\n    os.system(d)\n    os.system(f'{job.count}')\n"
            "    os.system(a)\n    os.system(job.name)\n"}}),
      UnorderedElementsAre("t.a", "t.job.name"));
}

TEST(Solver, BelievesModelsThatTestWhatTheyAreMadeOf) {
  const std::string head =
      "import os\nimport sdk\nfrom typing import TypedDict\nfrom pydantic import BaseModel, Field\n"
      "class Job(BaseModel):\n    name: str\n    count: int\n    word: str = Field(pattern=r'^[a-z]+$')\n"
      "class Loose(TypedDict):\n    count: int\n";
  for (const char* make : {"Job(**a)", "Job.model_validate(a)", "Job.model_validate_json(a)"}) {
    const std::string tool = "@sdk.tool()\ndef t(a):\n    job = " + std::string(make) + "\n";
    EXPECT_THAT(flows_in({{"a.py", head + tool + "    os.system(f'{job.count} {job.word}')\n"}}), IsEmpty())
        << make;
    EXPECT_THAT(flows_in({{"a.py", head + tool + "    os.system(job.name)\n"}}), ElementsAre("t.a.name"))
        << make;
  }
  EXPECT_THAT(
      flows_in(
          {{"a.py",
            head +
                "@sdk.tool()\ndef t(b: str = Field(pattern='^[a-z]+$'), c: str = Field(pattern='[a-z]+')):\n"
                "    os.system(b)\n    os.system(c)\n"}}),
      ElementsAre("t.c"));
  EXPECT_THAT(
      flows_in(
          {{"a.py", head + "@sdk.tool()\ndef t(a):\n    d = Loose(count=a)\n    os.system(d['count'])\n"}}),
      ElementsAre("t.a"))
      << "nothing tests a TypedDict";
}

TEST(Solver, TellsTheWay) {
  const Flows flows =
      solved({{"a.py",
               "import os\nimport sdk\ndef inner(x):\n    os.system(x)\ndef outer(y):\n    inner(y)\n"
               "@sdk.tool()\ndef t(a):\n    b = a + '!'\n    outer(b)\n"}});
  ASSERT_EQ(flows.flows.size(), 1U);
  std::vector<FlowStep::Kind> kinds;
  for (const FlowStep& step : flows.flows.front().steps) kinds.push_back(step.kind);
  EXPECT_EQ(kinds.front(), FlowStep::Kind::kSource);
  EXPECT_EQ(kinds.back(), FlowStep::Kind::kSink);
  EXPECT_GE(kinds.size(), 4U) << "assigned, passed and passed again lie between";
}

// Hostile shapes end, and say that they were not followed to the end.
TEST(Solver, IsBounded) {
  std::string cycle = "import os\nimport sdk\n";
  constexpr int kFunctions = 3000;
  for (int i = 0; i < kFunctions; ++i) {
    cycle +=
        "def f" + std::to_string(i) + "(x):\n    f" + std::to_string((i + 1) % kFunctions) + "(x + 'a')\n";
  }
  cycle += "@sdk.tool()\ndef t(a):\n    f0(a)\n    os.system(a)\n";
  const Flows flows = solved({{"cycle.py", cycle}});
  EXPECT_EQ(flows.flows.size(), 1U) << "what does not depend on the cycle is found";
  EXPECT_FALSE(flows.bounds.empty());
}

}  // namespace
}  // namespace sentinel::flow
