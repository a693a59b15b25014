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
