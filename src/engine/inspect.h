// One file: match, detect, decide, and keep what outlives its text.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "detect/detector.h"
#include "detect/flow/flow_detector.h"
#include "engine/scan_plan.h"
#include "engine/scan_report.h"
#include "rules/catalog.h"

namespace sentinel {

// The detectors of a run; shared by all threads.
class Detectors {
 public:
  explicit Detectors(const RuleSet& rules);
  struct Entry {
    std::string family;
    std::unique_ptr<Detector> detector;
  };
  const std::vector<Entry>& entries() const { return entries_; }
  // Index into entries(), by pattern number.
  size_t of_pattern(uint32_t number) const { return by_pattern_[number]; }

 private:
  std::vector<Entry> entries_;
  std::vector<size_t> by_pattern_;
};

// A file of a programming language, kept until all files of its target are there: what flows through it may
// come from another one.
struct ProgramSource {
  const Target* target = nullptr;
  SourceFile file;
  ir::Module module;
  std::vector<Finding> findings;  // of the other detectors
};

// What one thread gathers. Merged at the end, so that no lock is held while files are read.
struct Harvest {
  std::vector<Finding> findings;
  std::vector<ScannedFile> files;
  std::vector<Skip> skips;
  std::vector<StaleIgnore> stale_ignores;
  std::vector<ScanProblem> problems;
  std::vector<std::unique_ptr<ProgramSource>> programs;
  std::vector<std::pair<const Target*, flow::ProjectFile>> project_files;
  size_t below_confidence = 0;
  double read_seconds = 0;
  double match_seconds = 0;
  double parse_seconds = 0;
  double detect_seconds = 0;
};

class Inspector {
 public:
  // All must outlive the inspector. One inspector serves one thread.
  Inspector(const ScanPlan& plan, const Catalog& catalog, const Detectors& detectors, Harvest& harvest);

  void inspect(const Target& target, SourceFile&& file);
  // Decides about findings, and takes those that are reported into the harvest.
  void finish(const Target& target, const SourceFile& file, std::vector<Finding>& raw);

 private:
  // Takes the file into the harvest's programs, if it is of a language whose flow is followed.
  bool keep_for_flow(const Target& target, SourceFile& file, std::vector<Finding>& raw);
  // Severity, confidence and the settings of the path; false: not reported at all.
  bool decide(const Target& target, const SourceFile& file, Finding& finding);

  const ScanPlan& plan_;
  const Catalog& catalog_;
  const Detectors& detectors_;
  Harvest& harvest_;
  Catalog::Scratch scratch_;
  std::vector<Match> matches_;
  std::vector<std::vector<Match>> by_family_;
};

}  // namespace sentinel
