// How the files of whole projects find each other: a tool's parameter crosses the import to a shell.
#include "flow/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flow/test_program.h"

namespace sentinel::flow {
namespace {

using ::testing::ElementsAre;

const std::string kPythonRun = "import os\ndef run(c):\n    os.system('x ' + c)\n";
const std::string kScriptRun =
    "import { exec } from 'child_process';\nexport const run = (c) => { exec(`x ${c}`); };\n";
const std::string kCommonRun =
    "const { exec } = require('child_process');\nmodule.exports = { run: (c) => exec(c) };\n";

std::string go_run(const std::string& package) {
  return "package " + package +
         "\nimport \"os/exec\"\nfunc Run(c string) { exec.Command(\"sh\", \"-c\", c) }\n";
}

// Servers that import `run` by the given line, and call it as `how`.
File python(const std::string& path, const std::string& line, const std::string& how = "run") {
  return {path, "import sdk\n" + line + "\n@sdk.tool()\ndef t(a):\n    " + how + "(a)\n"};
}
File script(const std::string& path, const std::string& line, const std::string& how = "run") {
  return {path, "import * as sdk from 'sdk';\n" + line + "\nsdk.tool('t', async ({ a }) => { " + how +
                    "(a); });\n"};
}
File go(const std::string& path, const std::string& line, const std::string& how) {
  return {path, "package main\nimport (\n\"sdk\"\n" + line +
                    "\n)\nfunc main() { sdk.Tool(\"t\", func(a string) { " + how + "(a) }) }\n"};
}

struct Project {
  const char* name;
  std::vector<File> files;
  std::vector<ProjectFile> project_files;
};

void expect_found(const std::vector<Project>& projects) {
  for (const Project& project : projects) {
    EXPECT_THAT(flows_in(project.files, project.project_files), ElementsAre("t.a")) << project.name;
  }
}

TEST(Program, FindsPythonModules) {
  expect_found({
      {"relative", {{"app/pkg/run.py", kPythonRun}, python("app/pkg/server.py", "from .run import run")}, {}},
      {"two up", {{"app/run.py", kPythonRun}, python("app/pkg/server.py", "from ..run import run")}, {}},
      {"a module beside it",
       {{"app/__init__.py", ""},
        {"app/shell.py", kPythonRun},
        python("app/server.py", "from . import shell", "shell.run")},
       {}},
      {"a module beside it, of a namespace package",
       {{"app/shell.py", kPythonRun}, python("app/server.py", "from . import shell", "shell.run")},
       {}},
      {"a name of the package",
       {{"app/__init__.py", kPythonRun}, python("app/server.py", "from . import run")},
       {}},
      {"given out by __init__",
       {{"app/__init__.py", "from .shell import run\n__all__ = ['run']\n"},
        {"app/shell.py", kPythonRun},
        python("server.py", "from app import run")},
       {}},
      {"all given out by __init__",
       {{"app/__init__.py", "from .shell import *\n"},
        {"app/shell.py", kPythonRun},
        python("server.py", "from app import run")},
       {}},
      {"given out under another name",
       {{"app/__init__.py", "from .shell import run as go\n"},
        {"app/shell.py", kPythonRun},
        python("server.py", "import app", "app.go")},
       {}},
      {"below src",
       {{"src/app/shell.py", kPythonRun}, python("src/app/server.py", "from app.shell import run")},
       {}},
      {"below src, from outside",
       {{"src/app/shell.py", kPythonRun}, python("bin/server.py", "from app.shell import run")},
       {}},
      {"namespace package",
       {{"company/app/shell.py", kPythonRun},
        python("server.py", "from company.app import shell", "shell.run")},
       {}},
      {"dotted",
       {{"app/tools/shell.py", kPythonRun},
        python("server.py", "import app.tools.shell", "app.tools.shell.run")},
       {}},
      {"dotted, packages",
       {{"app/__init__.py", ""},
        {"app/tools/__init__.py", ""},
        {"app/tools/shell.py", kPythonRun},
        python("server.py", "import app.tools.shell", "app.tools.shell.run")},
       {}},
      {"under another name",
       {{"app/shell.py", kPythonRun}, python("server.py", "import app.shell as s", "s.run")},
       {}},
      {"everything", {{"app/shell.py", kPythonRun}, python("server.py", "from app.shell import *")}, {}},
      {"when it is needed",
       {{"shell.py", kPythonRun},
        {"server.py", "import sdk\n@sdk.tool()\ndef t(a):\n    from shell import run\n    run(a)\n"}},
       {}},
      {"if it can be had",
       {{"shell.py", kPythonRun},
        python("server.py", "try:\n    from shell import run\nexcept ImportError:\n    run = None")},
       {}},
      {"by its name",
       {{"app/shell.py", kPythonRun},
        python("server.py", "import importlib\nm = importlib.import_module('app.shell')", "m.run")},
       {}},
  });
}

TEST(Program, FindsScripts) {
  expect_found({
      {"an extension that stands for TypeScript",
       {{"src/run.ts", kScriptRun}, script("src/server.ts", "import { run } from './run.js';")},
       {}},
      {"an extension that stands for a module of TypeScript",
       {{"src/run.mts", kScriptRun}, script("src/server.mts", "import { run } from './run.mjs';")},
       {}},
      {"the index of a folder",
       {{"src/run/index.ts", kScriptRun}, script("src/server.ts", "import { run } from './run';")},
       {}},
      {"given out again",
       {{"src/run/shell.ts", kScriptRun},
        {"src/run/index.ts", "export { run as go } from './shell.js';\n"},
        script("src/server.ts", "import { go } from './run/index.js';", "go")},
       {}},
      {"given out as one object",
       {{"src/run/shell.ts", kScriptRun},
        {"src/run/index.ts", "export * as shell from './shell.js';\n"},
        script("src/server.ts", "import { shell } from './run/index.js';", "shell.run")},
       {}},
      {"the default",
       {{"run.js", "import { exec } from 'child_process';\nexport default function (c) { exec(c); }\n"},
        script("server.js", "import go from './run.js';", "go")},
       {}},
      {"when it is needed",
       {{"run.js", kScriptRun},
        {"server.js",
         "import * as sdk from 'sdk';\n"
         "sdk.tool('t', async ({ a }) => { const { run } = await import('./run.js'); run(a); });\n"}},
       {}},
      {"when it is needed, then",
       {{"run.js", kScriptRun},
        {"server.js",
         "import * as sdk from 'sdk';\n"
         "sdk.tool('t', async ({ a }) => import('./run.js').then((m) => m.run(a)));\n"}},
       {}},
      {"CommonJS", {{"run.js", kCommonRun}, script("server.js", "const { run } = require('./run');")}, {}},
      {"CommonJS, a folder",
       {{"lib/index.js", kCommonRun}, script("server.js", "const lib = require('./lib');", "lib.run")},
       {}},
      {"CommonJS, a function",
       {{"run.js", "const cp = require('child_process');\nmodule.exports = function (c) { cp.exec(c); };\n"},
        script("server.js", "const go = require('./run');", "go")},
       {}},
      {"CommonJS, name by name",
       {{"run.js", "const cp = require('child_process');\nexports.run = (c) => cp.exec(c);\n"},
        script("server.js", "const run = require('./run').run;")},
       {}},
      {"paths",
       {{"src/lib/run.ts", kScriptRun}, script("src/server.ts", "import { run } from '@/lib/run';")},
       {{"tsconfig.json", R"({"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["src/*"]}}})"}}},
      {"paths without baseUrl, with comments and commas",
       {{"src/lib/run.ts", kScriptRun}, script("src/server.ts", "import { run } from '~lib/run.js';")},
       {{"tsconfig.json",
         "{ // here\n\"compilerOptions\": {\"paths\": {\"~lib/*\": [\"./src/lib/*\",],},}, }"}}},
      {"baseUrl",
       {{"src/lib/run.ts", kScriptRun}, script("src/server.ts", "import { run } from 'lib/run';")},
       {{"tsconfig.json", R"({"compilerOptions": {"baseUrl": "src"}})"}}},
      {"paths of what is extended",
       {{"packages/one/src/lib/run.ts", kScriptRun},
        script("packages/one/src/server.ts", "import { run } from '@one/run';")},
       {{"packages/one/tsconfig.json", R"({"extends": "../../config/tsconfig.base.json"})"},
        {"config/tsconfig.base.json",
         R"({"compilerOptions": {"baseUrl": "..", "paths": {"@one/*": ["packages/one/src/lib/*"]}}})"}}},
      {"paths of the last that is extended",
       {{"app/lib/run.ts", kScriptRun}, script("app/server.ts", "import { run } from '@/run';")},
       {{"app/tsconfig.json",
         R"({"extends": ["@tsconfig/node20/tsconfig.json", "../shared/tsconfig.paths"]})"},
        {"shared/tsconfig.paths.json", R"({"compilerOptions": {"paths": {"@/*": ["../app/lib/*"]}}})"}}},
      {"a package of the workspace",
       {{"packages/shell/src/index.ts", kScriptRun},
        script("packages/server/src/index.ts", "import { run } from '@acme/shell';")},
       {{"package.json", R"({"workspaces": ["packages/*"]})"},
        {"packages/shell/package.json", R"({"name": "@acme/shell", "main": "dist/index.js"})"},
        {"packages/server/package.json", R"({"name": "@acme/server"})"}}},
      {"exports of a package",
       {{"packages/shell/src/run.ts", kScriptRun},
        script("packages/server/src/index.ts", "import { run } from '@acme/shell/run';")},
       {{"packages/shell/package.json",
         R"({"name": "@acme/shell", "exports": {".": "./dist/index.js",
             "./run": {"types": "./dist/run.d.ts", "import": "./dist/run.js"}}})"}}},
      {"exports by a pattern",
       {{"packages/shell/src/tools/run.ts", kScriptRun},
        script("packages/server/src/index.ts", "import { run } from '@acme/shell/tools/run';")},
       {{"packages/shell/package.json",
         R"({"name": "@acme/shell", "exports": {"./tools/*": "./dist/tools/*.js"}})"}}},
      {"exports of conditions alone",
       {{"packages/shell/lib/main.ts", kScriptRun},
        script("packages/server/index.ts", "import { run } from 'shell';")},
       {{"packages/shell/package.json",
         R"({"name": "shell", "exports": {"import": {"default": "./lib/main.js"}, "require": "./lib/main.cjs"}})"}}},
      {"imports of the package itself",
       {{"src/internal/run.ts", kScriptRun}, script("src/server.ts", "import { run } from '#internal/run';")},
       {{"package.json", R"({"name": "x", "imports": {"#internal/*": "./src/internal/*.ts"}})"}}},
      {"imports of the package itself, by condition",
       {{"src/run.js", kScriptRun}, script("src/server.js", "import { run } from '#run';")},
       {{"package.json",
         R"({"name": "x", "imports": {"#run": {"node": "./src/run.js", "default": "./src/web.js"}}})"}}},
      {"the package by its own name",
       {{"src/run.ts", kScriptRun}, script("src/server.ts", "import { run } from 'x/run';")},
       {{"package.json", R"({"name": "x", "exports": {"./run": "./dist/run.js"}})"}}},
  });
}

TEST(Program, FindsGoPackages) {
  expect_found({
      {"of the module",
       {{"run/run.go", go_run("run")}, go("main.go", "\"example.com/x/run\"", "run.Run")},
       {{"go.mod", "module example.com/x\n\ngo 1.22\n"}}},
      {"internal",
       {{"internal/shell/run.go", go_run("shell")},
        go("cmd/server/main.go", "\"example.com/x/internal/shell\"", "shell.Run")},
       {{"go.mod", "// a comment\nmodule example.com/x // another\n"}}},
      {"under another name",
       {{"run/run.go", go_run("run")}, go("main.go", "r \"example.com/x/run\"", "r.Run")},
       {{"go.mod", "module example.com/x\n"}}},
      {"named otherwise than its folder",
       {{"go-run/run.go", go_run("run")}, go("main.go", "\"example.com/x/go-run\"", "run.Run")},
       {{"go.mod", "module example.com/x\n"}}},
      {"without a name",
       {{"run/run.go", go_run("run")}, go("main.go", ". \"example.com/x/run\"", "Run")},
       {{"go.mod", "module example.com/x\n"}}},
      {"the package itself, another file",
       {{"run.go", go_run("main")}, go("main.go", "", "Run")},
       {{"go.mod", "module example.com/x\n"}}},
      {"of another module beside it",
       {{"lib/run/run.go", go_run("run")}, go("server/main.go", "\"example.com/lib/run\"", "run.Run")},
       {{"lib/go.mod", "module example.com/lib\n"}, {"server/go.mod", "module example.com/server\n"}}},
      {"of a module within another",
       {{"tools/run/run.go", go_run("run")},
        {"run/run.go", "package run\nfunc Run(c string) {}\n"},
        go("main.go", "\"example.com/x/tools/run\"", "run.Run")},
       {{"go.mod", "module example.com/x\n"}, {"tools/go.mod", "module \"example.com/x/tools\"\n"}}},
      {"of a version",
       {{"run/run.go", go_run("run")}, go("main.go", "\"example.com/x/v2/run\"", "run.Run")},
       {{"go.mod", "module (\n\texample.com/x/v2\n)\n"}}},
  });
}

// What is not there, and what is somebody else's, is not taken for what has its name.
TEST(Program, FindsNothingElse) {
  for (const Project& project : std::vector<Project>{
           {"another folder",
            {{"other/run.ts", kScriptRun}, script("src/server.ts", "import { run } from './run.js';")},
            {}},
           {"a library of the same name",
            {{"lib/run/index.ts", kScriptRun}, script("src/server.ts", "import { run } from 'run';")},
            {}},
           {"paths of a folder beside it",
            {{"one/lib/run.ts", kScriptRun}, script("two/server.ts", "import { run } from '@/run';")},
            {{"one/tsconfig.json", R"({"compilerOptions": {"paths": {"@/*": ["./lib/*"]}}})"}}},
           {"imports of another package",
            {{"one/run.ts", kScriptRun}, script("two/server.ts", "import { run } from '#run';")},
            {{"one/package.json", R"({"name": "one", "imports": {"#run": "./run.ts"}})"}}},
           {"a module that is extended in a circle",
            {{"run.ts", kScriptRun}, script("src/server.ts", "import { run } from '@/run';")},
            {{"tsconfig.json", R"({"extends": "./tsconfig.other.json"})"},
             {"tsconfig.other.json", R"({"extends": "./tsconfig.json"})"}}},
           {"another module of Go",
            {{"run/run.go", go_run("run")}, go("main.go", "\"example.com/xy/run\"", "run.Run")},
            {{"go.mod", "module example.com/x\n"}}},
           {"above the root", {{"run.py", kPythonRun}, python("server.py", "from ...run import run")}, {}},
       }) {
    for (const std::string& flow : flows_in(project.files, project.project_files)) {
      // A call of an unknown function that a tool's parameter goes into is no flow to a shell.
      ADD_FAILURE() << project.name << ": " << flow;
    }
  }
}

}  // namespace
}  // namespace sentinel::flow
