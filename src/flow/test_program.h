// Small programs of several files, and the flows in them. The rules are the test's own: one sink a language.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "flow/solver.h"
#include "syntax/lower.h"

namespace sentinel::flow {

struct File {
  std::string path;
  std::string text;
};

inline RuleSet test_rules() {
  Rule shell;
  shell.id = "test/shell";
  shell.severity = Severity::kCritical;
  shell.confidence = 0.9;
  shell.flow = {"shell",
                "a shell",
                {{"python", "os.system($)", {}, 0},
                 {"javascript", "child_process.exec($)", {}, 0},
                 {"javascript", R"(child_process.spawn("sh", ["-c", $]))", {}, 0},
                 {"go", R"(os/exec.Command("sh", "-c", $))", {}, 0}},
                {}};
  Rule option = shell;
  option.id = "test/option";
  option.flow = {"option",
                 "options",
                 {{"python", R"(subprocess.run(["git", $*]))", {}, 0},
                  {"javascript", R"(child_process.execFile("git", [$*]))", {}, 0}},
                 {}};
  Rule query = shell;
  query.id = "test/sql";
  query.flow = {"sql", "an SQL statement", {{"python", "db.execute($)", {}, 0}}, {}};
  Rule path = shell;
  path.id = "test/path";
  path.flow = {"path",
               "a path",
               {{"python", "open($)", {}, 0},
                {"javascript", "fs.readFile($)", {}, 0},
                {"go", "os.ReadFile($)", {}, 0}},
               {}};
  Rule request = shell;
  request.id = "test/request";
  request.flow = {"url", "a host", {{"python", "http.get($)", {}, 0}, {"javascript", "fetch($)", {}, 0}}, {}};
  Rule page = shell;
  page.id = "test/page";
  page.flow = {"html",
               "a page",
               {{"python", "web.page($)", {}, 0}, {"javascript", "web.answer($$)", {}, 0, true}},
               {}};
  Rule script = shell;
  script.id = "test/script";
  script.flow = {"script", "where a page goes", {{"javascript", "location.href = $", {}, 0}}, {}};
  FlowModel python;
  python.language = "python";
  FlowEntry tool;
  tool.kind = "tool";
  tool.call = "sdk.tool()(@)";
  tool.name = "function";
  tool.tainted = {"parameters"};
  tool.schema = "annotations";
  python.entries.push_back(tool);
  FlowModel javascript;
  javascript.language = "javascript";
  tool.call = "sdk.tool(_, @last)";
  tool.name = "0";
  tool.tainted = {"0"};
  tool.schema = "last-object";
  javascript.entries.push_back(tool);
  FlowModel go;
  go.language = "go";
  tool.call = "sdk.Tool(_, @)";
  go.entries.push_back(tool);
  return RuleSet({}, {shell, path, option, query, request, page, script}, {python, javascript, go});
}

inline Flows solved(std::vector<File> files, const std::vector<ProjectFile>& project, const Models& models) {
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  std::vector<ProgramFile> program_files;
  for (const File& file : files) {
    auto module = syntax::lower(file.text, language_of(file.path));
    EXPECT_TRUE(module) << file.path;
    ProgramFile made;
    made.path = file.path;
    made.module = std::move(*module);
    program_files.push_back(std::move(made));
  }
  const Projects projects(project);
  Program program(std::move(program_files), projects);
  return solve(program, models, {});
}

inline Flows solved(std::vector<File> files, const std::vector<ProjectFile>& project = {}) {
  static const RuleSet kRules = test_rules();
  static const Models kModels(kRules, {});
  return solved(std::move(files), project, kModels);
}

// "tool.parameter" of each flow
inline std::vector<std::string> flows_in(const std::vector<File>& files,
                                         const std::vector<ProjectFile>& project = {}) {
  std::vector<std::string> out;
  for (const Flow& flow : solved(files, project).flows) out.push_back(flow.handler + "." + flow.parameter);
  return out;
}

}  // namespace sentinel::flow
