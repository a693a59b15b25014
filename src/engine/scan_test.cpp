#include "engine/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "rules/sample.h"

namespace sentinel {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ScanTest : public ::testing::Test {
 public:
  ~ScanTest() override { fs::remove_all(folder_); }

 protected:
  ScanTest()
      : folder_(fs::path(::testing::TempDir()) /
                ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    token_ = *expand_sample("ghp_<<[A-Za-z0-9]{30}>><<base62-crc32>>", "scan test");
  }
  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    ASSERT_TRUE(write_file(folder_ / name, text));
  }
  std::string leak(const std::string& comment = "") const {
    return "token = '" + token_ + "'" + comment + "\n";
  }

  ScanPlan plan(const Settings& settings = {}) const {
    ScanPlan out = make_plan(settings, catalog_.rules());
    Target target;
    target.path = folder_;
    target.named = "it";
    out.targets.push_back(std::move(target));
    return out;
  }
  ScanReport run(const ScanPlan& plan) const {
    Progress progress;
    auto report = scan(plan, catalog_, {}, progress);
    EXPECT_TRUE(report) << report.error().text();
    EXPECT_EQ(progress.files_done, progress.files_total);
    return *report;
  }
  static std::vector<std::string> paths_of(const ScanReport& report) {
    std::vector<std::string> out;
    for (const Finding& finding : report.findings) out.push_back(finding.path);
    return out;
  }

  Catalog catalog_ = *Catalog::load({}, {});
  fs::path folder_;
  std::string token_;
};

TEST_F(ScanTest, FindsMasksAndAccounts) {
  write("b.py", "import os\n" + leak());
  write("a.txt", "nothing\n");
  write("c.bin", std::string("\0\1\2", 3));
  const ScanReport report = run(plan());
  ASSERT_EQ(report.findings.size(), 1U);
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.path, "b.py");
  EXPECT_EQ(finding.region.begin, (Position{2, 10}));
  EXPECT_EQ(finding.region.end, (Position{2, 50}));
  EXPECT_EQ(finding.snippet.first_line, 1U);
  EXPECT_EQ(finding.snippet.lines.at(1), "token = 'ghp_" + std::string(36, '*') + "'");
  ASSERT_EQ(report.files.size(), 2U);
  EXPECT_EQ(report.files[0].path, "a.txt");
  ASSERT_EQ(report.skips.size(), 1U);
  EXPECT_EQ(report.skips[0].reason, SkipReason::kBinary);
  EXPECT_TRUE(report.is_complete());
  EXPECT_EQ(report.rules.size(), catalog_.rules().rules().size());
}

TEST_F(ScanTest, SameResultForAnyNumberOfThreads) {
  for (int i = 0; i < 40; ++i)
    write("d" + std::to_string(i % 7) + "/f" + std::to_string(i) + ".py", leak() + leak());
  ScanPlan one = plan();
  one.jobs = 1;
  ScanPlan many = plan();
  many.jobs = 8;
  const ScanReport a = run(one);
  const ScanReport b = run(many);
  ASSERT_EQ(a.findings.size(), 80U);
  ASSERT_EQ(b.findings.size(), 80U);
  for (size_t i = 0; i < a.findings.size(); ++i) {
    EXPECT_EQ(a.findings[i].path, b.findings[i].path);
    EXPECT_EQ(a.findings[i].span, b.findings[i].span);
    EXPECT_EQ(a.findings[i].fingerprint, b.findings[i].fingerprint);
  }
  EXPECT_NE(a.findings[0].fingerprint, a.findings[1].fingerprint)
      << "equal lines of one file are two findings";
}

TEST_F(ScanTest, FingerprintSurvivesMovedLinesAndFolders) {
  write("x/a.py", leak());
  const std::string before = run(plan()).findings.at(0).fingerprint;
  fs::remove_all(folder_ / "x");
  write("y/z/a.py", "# one\n# two\n\n    " + leak());
  EXPECT_EQ(run(plan()).findings.at(0).fingerprint, before);
}

TEST_F(ScanTest, InlineIgnoreSuppressesAndPackagesDoNotGetTo) {
  write("a.py", leak("  # mcp-sentinel: ignore[secrets] made up"));
  write("b.py", "# mcp-sentinel: ignore[secrets/nothing-here]\nx = 1\n");
  ScanReport report = run(plan());
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].suppression.value().justification, "made up");
  ASSERT_EQ(report.stale_ignores.size(), 1U);
  EXPECT_EQ(report.stale_ignores[0].path, "b.py");

  ScanPlan package = plan();
  package.targets[0].is_package = true;
  report = run(package);
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_FALSE(report.findings[0].suppression);
}

TEST_F(ScanTest, SettingsDecide) {
  write("a.py", leak());
  write("tests/b.py", leak());
  const std::string rule = run(plan()).findings.at(0).rule;
  Settings settings;
  settings.rule_options[rule].severity = Severity::kLow;
  EXPECT_EQ(run(plan(settings)).findings.at(0).severity, Severity::kLow);
  settings.severity = Severity::kMedium;
  EXPECT_THAT(run(plan(settings)).findings, IsEmpty());

  settings = {};
  settings.rule_options[rule].off = true;
  ScanReport report = run(plan(settings));
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_TRUE(std::any_of(report.rules.begin(), report.rules.end(), [&](const RuleEntry& entry) {
    return entry.id == rule && entry.status == RuleStatus::kOff && entry.detail == "rule_options";
  }));

  settings = {};
  settings.detectors = {"deceptive-text"};
  EXPECT_THAT(run(plan(settings)).findings, IsEmpty());

  settings = {};
  settings.overrides.push_back({{"tests/**"}, {"secrets"}, {}, {}});
  EXPECT_THAT(paths_of(run(plan(settings))), ElementsAre("a.py"));

  settings = {};
  settings.min_confidence = 1.0;
  report = run(plan(settings));
  EXPECT_EQ(report.findings.size() + report.below_confidence, 2U);
  EXPECT_GE(report.below_confidence, 1U);
}

TEST_F(ScanTest, NewLinesOnly) {
  write("a.py", leak() + leak() + leak());
  write("b.py", leak());
  ScanPlan changed = plan();
  changed.targets[0].changed = {{"a.py", {"a.py", false, {2}}}};
  const ScanReport report = run(changed);
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].region.begin.line, 2U);
  EXPECT_EQ(report.files.size(), 1U) << "files that did not change are not read";
}

TEST_F(ScanTest, MemoryFilesAndFailures) {
  ScanPlan memory = make_plan({}, catalog_.rules());
  Target target;
  target.kind = Target::Kind::kMemory;
  MemoryFile good;
  good.entry.path = good.entry.relative = "in.py";
  good.read = [this]() -> Result<std::string> { return leak(); };
  MemoryFile bad;
  bad.entry.path = bad.entry.relative = "out.py";
  bad.read = []() -> Result<std::string> { return fail(ErrorKind::kUnreadable, "gone"); };
  target.files = {good, bad};
  memory.targets.push_back(target);
  const ScanReport report = run(memory);
  EXPECT_THAT(paths_of(report), ElementsAre("in.py"));
  ASSERT_EQ(report.skips.size(), 1U);
  EXPECT_EQ(report.skips[0].reason, SkipReason::kUnreadable);
  EXPECT_FALSE(report.is_complete());
}

TEST_F(ScanTest, AskedToStopItTellsWhatWasNotRead) {
  write("a.py", leak());
  const std::stop_source source;
  source.request_stop();
  Progress progress;
  const auto report = scan(plan(), catalog_, source.get_token(), progress);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->interrupted);
  EXPECT_FALSE(report->is_complete());
}

TEST_F(ScanTest, OneFileNamedTwiceIsReadOnce) {
  write("a.py", leak());
  ScanPlan twice = plan();
  Target file;
  file.kind = Target::Kind::kFile;
  file.path = folder_ / "a.py";
  file.shown_prefix = "a.py";
  twice.targets.push_back(file);
  EXPECT_EQ(run(twice).findings.size(), 1U);
}

TEST_F(ScanTest, AbsentTargetIsAnError) {
  ScanPlan absent = plan();
  absent.targets[0].path = folder_ / "absent";
  Progress progress;
  EXPECT_FALSE(scan(absent, catalog_, {}, progress));
}

}  // namespace
}  // namespace sentinel
