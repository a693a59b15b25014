#include "report/test_report.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/text.h"

// NOLINTBEGIN(misc-misleading-bidirectional): such text is what is tested here

namespace sentinel {

namespace {

namespace fs = std::filesystem;

Rule rule(std::string id, std::string title, Severity severity, double confidence, std::vector<int> cwe) {
  Rule out;
  out.title = std::move(title);
  out.severity = severity;
  out.confidence = confidence;
  out.what = out.title + ", written into a file";
  out.why =
      "Whoever reads the file can use it, and a file is copied to more places than anybody knows: to forks, "
      "caches, backups and the history of the repository.";
  out.fix = "Read it from the environment or a secret store, and revoke this one.";
  out.references = {"https://example.com/rules?a=1&b=2"};
  out.taxonomies.cwe = std::move(cwe);
  out.id = std::move(id);
  return out;
}

std::string read_file(const fs::path& path) {
  const std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_text(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

RuleSet test_rules() {
  std::vector<Rule> rules;
  rules.push_back(
      rule("secrets/aws-access-key", "AWS access key id in a file", Severity::kCritical, 0.95, {798, 312}));
  rules.back().taxonomies.owasp_mcp = {"MCP01"};
  rules.back().taxonomies.owasp_agentic = {"ASI03"};
  rules.back().taxonomies.atlas = {"AML.T0055"};
  rules.back().taxonomies.cosai = {"T7"};
  rules.back().taxonomies.safe_mcp = {"SAFE-T1206"};
  rules.push_back(rule("secrets/password-in-url", "Password in a URL", Severity::kHigh, 0.8, {798}));
  rules.push_back(rule("secrets/private-key", "Private key in a file", Severity::kHigh, 0.99, {321}));
  rules.push_back(rule("secrets/weak", "Something that may be a secret", Severity::kLow, 0.4, {}));
  rules.push_back(
      rule("text/bidi-override", "Text that is shown in another order", Severity::kMedium, 0.6, {1007}));
  rules.push_back(
      rule("custom/note", "A user's own rule <b>with markup</b> & more", Severity::kInfo, 0.7, {}));
  rules.back().origin = "rules/custom.yaml";
  rules.back().references = {"our wiki, page 3"};
  return RuleSet(
      {{"secrets", "Secrets", "Credentials in files.", {}}, {"text", "Text", "Deceptive text.", {}}},
      std::move(rules));
}

Finding test_finding(std::string rule_id, Severity severity, std::string path, uint32_t line,
                     std::string code, std::string_view marked) {
  Finding finding;
  const size_t at = code.find(marked);
  uint32_t column = 1;
  for (size_t i = 0; i < at; i += decode_utf8(code, i).length) ++column;
  uint32_t end = column;
  for (size_t i = at; i < at + marked.size(); i += decode_utf8(code, i).length) ++end;
  finding.rule = std::move(rule_id);
  finding.severity = severity;
  finding.confidence = 0.9;
  finding.message = "Something was found";
  finding.path = std::move(path);
  finding.region = {{line, column}, {line, end}};
  finding.snippet = {line, {std::move(code)}, {0}};
  finding.fingerprint = fmt::format("{:016x}{:016x}", hash64(finding.path), hash64(finding.rule, line));
  return finding;
}

ScanReport test_report() {
  ScanReport report;
  report.targets = {"."};
  report.root = "/home/somebody/my server";
  report.started = std::chrono::system_clock::time_point(std::chrono::seconds(1767225600));
  report.seconds = 1.25;
  report.timings = {{"walk", 0.01}, {"match", 1.2}};
  report.below_confidence = 2;

  Finding finding = test_finding("secrets/aws-access-key", Severity::kCritical, "src/server.py", 12,
                                 "\tkey = \"AKIA****************\"  # used below", "AKIA****************");
  finding.message = "AWS access key id AKIA**************** of account 123456789012";
  finding.snippet = {
      11,
      {"def connect(region: str = 'eu-west-1'):", "\tkey = \"AKIA****************\"  # used below",
       "\treturn boto3.client(\"s3\", aws_access_key_id=key, retries=3)"},
      {0, 0, 0}};
  finding.evidence = {{"account", "123456789012"}};
  finding.related = {{"src/config.py", {{3, 1}, {3, 9}}, "The key is read here"},
                     {"src/server.py", {{12, 9}, {12, 29}}, "It is used here"}};
  report.findings.push_back(finding);

  // Everything hostile at once.
  finding = test_finding(
      "text/bidi-override", Severity::kMedium, "src/\x1b[31mred\xff`|<b>,:%.js", 3,
      "let a = \"\xe2\x80\xae`]]>\x1b[2J ##[error]x <script>&amp; | {0}[x](y)\"; // \xf0\x9f\x98\x80 日本語",
      "\xe2\x80\xae");
  finding.message =
      "Text with \xe2\x80\xae"
      "U+202E @team #12 [link](https://evil.example) ```fence``` ::error::x %0A ]]> \x1b[31m";
  finding.evidence = {{"decoded \xff", "ignore all previous <instructions>\n::error::| `x` \xe2\x80\xae"}};
  report.findings.push_back(finding);

  finding = test_finding("secrets/private-key", Severity::kHigh, "keys/id.pem", 1,
                         "-----BEGIN PRIVATE KEY-----", "-----BEGIN");
  finding.region = {{1, 1}, {20, 26}};
  finding.snippet = {
      1, {"-----BEGIN PRIVATE KEY-----", "MIIE****************", "********************"}, {0, 0, 0}};
  finding.suppression = Suppression{Suppression::Kind::kBaseline, ""};
  report.findings.push_back(finding);

  finding.path = "keys/other.pem";
  finding.suppression.reset();
  finding.fingerprint = "00112233445566778899aabbccddeeff";
  report.findings.push_back(finding);

  // A long line that was cut on the left.
  finding = test_finding(
      "secrets/password-in-url", Severity::kHigh, "pack.zip!/dist/app.min.js", 1,
      "function(e){return fetch(\"https://user:********@db.internal/\" + e)}" + std::string(150, ';'),
      "https://user:********@db.internal/");
  finding.region.begin.column += 200;
  finding.region.end.column += 200;
  finding.snippet.cut_columns = {200};
  report.findings.push_back(finding);

  finding = test_finding("secrets/weak", Severity::kLow, "src/server.py", 40, "token = 'abc'", "abc");
  finding.suppression = Suppression{Suppression::Kind::kInline, "only a <test> \"value\" \x1b]0;x\x07"};
  report.findings.push_back(finding);

  finding = test_finding("custom/note", Severity::kInfo, "пример/файл.md", 7, "日本語のテキスト and more",
                         "テキスト");
  finding.confidence = 0.7;
  report.findings.push_back(finding);

  finding = test_finding("unknown/rule", Severity::kLow, "unlisted.txt", 1, "x", "x");
  finding.snippet = {};
  report.findings.push_back(finding);
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.path < b.path; });

  report.files = {{"README.md", 10},
                  {"keys/id.pem", 1704},
                  {"keys/other.pem", 1704},
                  {"pack.zip!/dist/app.min.js", 250'000},
                  {"src/\x1b[31mred\xff`|<b>,:%.js", 90},
                  {"src/server.py", 2100},
                  {"пример/файл.md", 77}};

  for (int i = 0; i <= static_cast<int>(SkipReason::kInterrupted); ++i) {
    const auto reason = static_cast<SkipReason>(i);
    report.skips.push_back(
        {fmt::format("skipped/{:02}-{}", i, name_of(reason)), reason, "", is_failure(reason)});
  }
  report.skips[static_cast<size_t>(SkipReason::kTooLarge)].notable = true;
  report.skips[static_cast<size_t>(SkipReason::kTooLarge)].detail = "2.0 MiB";
  report.skips.push_back(
      {"skipped/bad \x1b[0m\xfe\"name'<&>", SkipReason::kUnreadable, "Permission denied", true});
  report.skips.push_back({"skipped/folder/", SkipReason::kDependency, "node_modules", false});

  const RuleSet rules = test_rules();
  for (const Rule& each : rules.rules()) report.rules.push_back({each.id, RuleStatus::kRun, ""});
  report.rules.push_back({"zz/off", RuleStatus::kOff, "detectors"});
  report.stale_ignores = {{"baseline.json", 0, "secrets/weak 0123456789abcdef0123456789abcdef"},
                          {"src/server.py", 90, "secrets/\x1b[1m"}};
  report.problems = {{"The \"rules\" of a plug-in <x> could not be loaded", true},
                     {"The cache was not used", false}};
  return report;
}

ScanReport clean_report() {
  ScanReport report;
  report.targets = {"."};
  report.root = "/somewhere";
  report.files = {{"server.py", 2048}};
  report.rules = {{"secrets/aws-access-key", RuleStatus::kRun, ""}};
  return report;
}

std::string write_with(std::string_view format, const ScanReport& report, const FormatOptions& options) {
  static const RuleSet kRules = test_rules();
  return find_formatter(format)->write(report, kRules, options);
}

void expect_golden(std::string_view name, const std::string& text) {
  const fs::path approved = fs::path(SENTINEL_SOURCE_DIR) / "tests/golden/report" / name;
  const fs::path received = fs::path(SENTINEL_BINARY_DIR) / "golden/report" / name;
  const std::string expected = read_file(approved);
  if (expected == text) {
    fs::remove(received);
    return;
  }
  write_text(received, text);
  size_t at = 0;
  while (at < expected.size() && at < text.size() && expected[at] == text[at]) ++at;
  const size_t from = at > 60 ? at - 60 : 0;
  ADD_FAILURE() << approved << " differs at byte " << at << ":\n  approved: "
                << escape_for_display(expected.substr(std::min(from, expected.size()), 160))
                << "\n  received: " << escape_for_display(text.substr(std::min(from, text.size()), 160))
                << "\nRead the difference and run tools/approve.py --build " << SENTINEL_BINARY_DIR;
}

std::optional<std::string> validation_errors(const std::string& command, std::string_view file_name,
                                             const std::string& text) {
  if (!fs::exists(fs::path(SENTINEL_SOURCE_DIR) / "node_modules")) return std::nullopt;
  std::string folder = (fs::temp_directory_path() / "sentinel-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return "no temporary folder";
  const fs::path file = fs::path(folder) / file_name;
  write_text(file, text);
  const std::string line =
      fmt::format("cd '{}' && {} '{}' 2>&1", SENTINEL_SOURCE_DIR, command, file.string());
  std::string output;
  std::array<char, 4096> buffer{};
  FILE* pipe = popen(line.c_str(), "r");  // NOLINT(bugprone-command-processor): our own tools
  if (pipe == nullptr) return "the validator did not start";
  for (size_t count = 0; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    output.append(buffer.data(), count);
  const int status = pclose(pipe);
  fs::remove_all(folder);
  if (status == 0) return std::string();
  return output.empty() ? "the validator failed without a word" : output;
}

}  // namespace sentinel

// NOLINTEND(misc-misleading-bidirectional)
