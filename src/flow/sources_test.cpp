// testdata/sources/: every form in which the libraries of MCP servers, and the frameworks beside them, hand
// something from outside to a program, with the rules and models that scans use. A file is a head and forms,
//
//   # form: a tool
//   @mcp.tool()
//   def ping(host: str): os.system(host)  # from: tool ping.host
//
// each of which is a program of its own behind the head. What reaches a shell in it must be what its lines
// say, and nothing else; `misses:` writes down what is not seen yet.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "flow/test_program.h"
#include "rules/built_in.h"

namespace sentinel::flow {
namespace {

namespace fs = std::filesystem;

struct Form {
  std::string name;
  std::string text;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

std::string after(const std::string& line, std::string_view mark) {
  const size_t at = line.find(mark);
  return at == std::string::npos ? "" : line.substr(at + mark.size());
}

std::vector<Form> read_forms(const fs::path& path) {
  const std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  std::vector<Form> out;
  std::string head;
  for (const std::string& line : lines_of(all.str())) {
    if (const std::string name = after(line, " form: "); !name.empty()) out.push_back({name, head});
    (out.empty() ? head : out.back().text) += line + "\n";
  }
  return out;
}

// "3: tool ping.host" for each line of the form that says so
std::vector<std::string> expected_in(const std::string& text) {
  std::vector<std::string> out;
  const std::vector<std::string> lines = lines_of(text);
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string source = after(lines[i], " from: ");
    if (!source.empty()) out.push_back(std::to_string(i + 1) + ": " + source);
  }
  return out;
}

std::vector<std::string> found_in(const std::string& path, const std::string& text) {
  static const RuleSet kRules = [] {
    RuleBundle bundle = built_in_rules();
    return RuleSet(std::move(bundle.families), std::move(bundle.rules), std::move(bundle.models));
  }();
  static const Models kModels(kRules, {});
  std::vector<std::string> out;
  for (const Flow& flow : solved({{path, text}}, {}, kModels).flows) {
    if (kRules.rules()[flow.sink->rule].id != "code-injection/shell-command") continue;
    const auto line = 1 + std::count(text.begin(), text.begin() + flow.span.begin, '\n');
    out.push_back(std::to_string(line) + ": " + std::string(name_of(flow.source)) + " " + flow.handler +
                  (flow.handler.empty() ? "" : ".") + flow.parameter);
  }
  return out;
}

TEST(Sources, OfLibraries) {
  size_t seen = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(SENTINEL_SOURCE_DIR) / "src/flow/testdata/sources")) {
    const std::string path = entry.path().filename().string();
    for (const Form& form : read_forms(entry.path())) {
      ++seen;
      EXPECT_EQ(found_in(path, form.text), expected_in(form.text)) << path << ": " << form.name;
    }
  }
  EXPECT_GT(seen, 0U);
}

}  // namespace
}  // namespace sentinel::flow
