// Where values come in and where they do harm: the forms in which the libraries of MCP servers, and those
// beside them, take and give values, with the rules and models that scans use.
//
// A file of testdata/sources/ is a head and forms, each of which is a program of its own behind the head:
//
//   # form: a tool
//   @mcp.tool()
//   def ping(host: str): os.system(host)  # from: tool ping.host
//
// What reaches a shell in it must be what its lines say, and nothing else. A file of testdata/sinks/ is one
// program, whose lines name the rules that find something there; `misses:` writes down what is not seen yet.
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flow/test_program.h"
#include "rules/built_in.h"

namespace sentinel::flow {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

const fs::path kFolder = fs::path(SENTINEL_SOURCE_DIR) / "src/flow/testdata";

struct Form {
  std::string name;
  std::string text;
};

std::string read(const fs::path& path) {
  const std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

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
  std::vector<Form> out;
  std::string head;
  for (const std::string& line : lines_of(read(path))) {
    if (const std::string name = after(line, " form: "); !name.empty()) out.push_back({name, head});
    (out.empty() ? head : out.back().text) += line + "\n";
  }
  return out;
}

// "3: what the line says" for each line that has the mark
std::set<std::string> marked(const std::string& text, std::string_view mark) {
  std::set<std::string> out;
  const std::vector<std::string> lines = lines_of(text);
  for (size_t i = 0; i < lines.size(); ++i) {
    std::istringstream what(after(lines[i], mark));
    for (std::string one; std::getline(what >> std::ws, one, ',');)
      out.insert(std::to_string(i + 1) + ": " + one);
  }
  return out;
}

const RuleSet& built_in() {
  static const RuleSet kRules = [] {
    RuleBundle bundle = built_in_rules();
    return RuleSet(std::move(bundle.families), std::move(bundle.rules), std::move(bundle.models));
  }();
  return kRules;
}

Flows flows_of(const std::string& path, const std::string& text) {
  static const Models kModels(built_in(), {});
  return solved({{path, text}}, {}, kModels);
}

std::string at(const std::string& text, const Flow& flow) {
  return std::to_string(1 + std::count(text.begin(), text.begin() + flow.span.begin, '\n')) + ": ";
}

TEST(Forms, OfSources) {
  size_t seen = 0;
  for (const auto& entry : fs::directory_iterator(kFolder / "sources")) {
    const std::string path = entry.path().filename().string();
    for (const Form& form : read_forms(entry.path())) {
      ++seen;
      std::set<std::string> found;
      for (const Flow& flow : flows_of(path, form.text).flows) {
        if (built_in().rules()[flow.sink->rule].id != "code-injection/shell-command") continue;
        found.insert(at(form.text, flow) + std::string(name_of(flow.source)) + " " + flow.handler +
                     (flow.handler.empty() ? "" : ".") + flow.parameter);
      }
      EXPECT_EQ(found, marked(form.text, " from: ")) << path << ": " << form.name;
    }
  }
  EXPECT_GT(seen, 0U);
}

TEST(Forms, OfSinks) {
  size_t seen = 0;
  for (const auto& entry : fs::directory_iterator(kFolder / "sinks")) {
    const std::string path = entry.path().filename().string();
    const std::string text = read(entry.path());
    std::set<std::string> found;
    for (const Flow& flow : flows_of(path, text).flows)
      found.insert(at(text, flow) + built_in().rules()[flow.sink->rule].id);
    const std::set<std::string> expected = marked(text, " reaches: ");
    std::vector<std::string> missed;
    std::vector<std::string> too_many;
    std::set_difference(expected.begin(), expected.end(), found.begin(), found.end(),
                        std::back_inserter(missed));
    std::set_difference(found.begin(), found.end(), expected.begin(), expected.end(),
                        std::back_inserter(too_many));
    EXPECT_THAT(missed, IsEmpty()) << path << " does not find";
    EXPECT_THAT(too_many, IsEmpty()) << path << " finds as well";
    seen += expected.size();
  }
  EXPECT_GT(seen, 0U);
}

}  // namespace
}  // namespace sentinel::flow
