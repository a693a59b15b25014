#include "engine/scan.h"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "base/hash.h"
#include "base/text.h"
#include "base/worker_pool.h"
#include "engine/baseline.h"
#include "engine/follow_flows.h"
#include "engine/inspect.h"

namespace sentinel {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Input {
  const Target* target;
  const FileEntry* entry;
  const MemoryFile* memory = nullptr;  // null: on the disk
};

WalkOptions options_for(const ScanPlan& plan, const Target& target) {
  WalkOptions options = plan.walk;
  options.shown_prefix = target.shown_prefix;
  options.pattern_prefix = target.pattern_prefix;
  options.leave_out_dependencies = !target.is_package;
  if (target.is_package) options.use_ignore_files = false;
  return options;
}

// Reads one input and hands every file in it to the inspector.
void read_input(const ScanPlan& plan, const Input& input, const std::stop_token& stop, Inspector& inspector,
                Harvest& harvest, Progress& progress) {
  const Target& target = *input.target;
  const FileEntry& entry = *input.entry;
  const auto found = [&](SourceFile&& file) {
    progress.bytes_done.fetch_add(file.text.size(), std::memory_order_relaxed);
    inspector.inspect(target, std::move(file));
  };
  const auto skipped = [&](Skip&& skip) { harvest.skips.push_back(std::move(skip)); };
  const size_t accounted = harvest.files.size() + harvest.skips.size() + harvest.problems.size();
  const auto accept = [&](ReadOutcome&& outcome) {
    if (auto* problem = std::get_if<ReadProblem>(&outcome)) {
      const bool notable =
          is_failure(problem->reason) ||
          (problem->reason == SkipReason::kTooLarge && is_source_or_configuration(language_of(entry.path)));
      skipped({entry.path, problem->reason, std::move(problem->detail), notable});
    } else {
      found(std::get<SourceFile>(std::move(outcome)));
    }
  };

  if (input.memory != nullptr) {
    auto bytes = input.memory->read();
    if (!bytes) {
      const bool too_large = bytes.error().kind == ErrorKind::kLimit;
      skipped({entry.path, too_large ? SkipReason::kTooLarge : SkipReason::kUnreadable, bytes.error().text(),
               !too_large || is_source_or_configuration(language_of(entry.path))});
    } else if (entry.is_archive) {
      read_archive_bytes(entry, *bytes, options_for(plan, target), plan.archive_limits, stop, found, skipped);
    } else {
      accept(read_source_bytes(entry.path, entry.relative, std::move(*bytes)));
    }
  } else if (entry.is_archive) {
    read_archive(entry, options_for(plan, target), plan.archive_limits, stop, found, skipped);
  } else {
    const auto reading = Clock::now();
    ReadOutcome outcome = read_source(entry, plan.walk.max_file_size);
    harvest.read_seconds += seconds_since(reading);
    accept(std::move(outcome));
  }
  // An archive without members was read too.
  if (accounted == harvest.files.size() + harvest.skips.size() + harvest.problems.size()) {
    harvest.files.push_back({entry.path, 0});
  }
}

// Two findings on equal lines of one file are told apart by a number behind their fingerprint's input.
void number_equal_fingerprints(std::vector<Finding>& findings) {
  std::map<std::tuple<std::string, std::string>, size_t> seen;  // path, fingerprint
  for (Finding& finding : findings) {
    const size_t count = seen[{finding.path, finding.fingerprint}]++;
    if (count > 0)
      finding.fingerprint = sha256_hex(finding.fingerprint + " " + std::to_string(count)).substr(0, 32);
  }
}

// What did not change is not in scope, nor is what was left out of it.
void keep_changed(const Target& target, Walk& walk) {
  std::erase_if(walk.files,
                [&](const FileEntry& entry) { return !target.changed->contains(entry.relative); });
  std::erase_if(walk.skips, [&](const Skip& skip) {
    return !is_failure(skip.reason) &&
           !target.changed->contains(skip.path.substr(target.shown_prefix.size()));
  });
}

template <typename T>
void append(std::vector<T>& to, std::vector<T>& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

}  // namespace

Result<ScanReport> scan(const ScanPlan& plan, const Catalog& catalog, std::stop_token stop,
                        Progress& progress) {
  const auto start = Clock::now();
  ScanReport report;
  report.started = std::chrono::system_clock::now();
  report.root = plan.root;

  // Decide once which files are wanted; after this, paths are final.
  std::vector<Walk> walks(plan.targets.size());
  std::vector<Input> inputs;
  for (size_t i = 0; i < plan.targets.size(); ++i) {
    const Target& target = plan.targets[i];
    report.targets.push_back(target.named);
    for (const std::string& note : target.notes) report.problems.push_back({note, false});
    if (target.kind == Target::Kind::kFolder) {
      SENTINEL_ASSIGN_OR_RETURN(walks[i], walk(target.path, options_for(plan, target), stop));
    } else if (target.kind == Target::Kind::kFile) {
      walks[i] = walk_single_file(target.path, target.shown_prefix, plan.walk.max_file_size);
    }
    if (target.changed) keep_changed(target, walks[i]);
    append(report.skips, walks[i].skips);
    for (const FileEntry& entry : walks[i].files) inputs.push_back({&target, &entry});
    for (const MemoryFile& file : target.files) inputs.push_back({&target, &file.entry, &file});
    report.skips.insert(report.skips.end(), target.skips.begin(), target.skips.end());
  }
  // Targets may overlap (`scan src src/a.py`): a file is read once.
  std::stable_sort(inputs.begin(), inputs.end(),
                   [](const Input& a, const Input& b) { return a.entry->path < b.entry->path; });
  inputs.erase(std::unique(inputs.begin(), inputs.end(),
                           [](const Input& a, const Input& b) { return a.entry->path == b.entry->path; }),
               inputs.end());
  const double walk_seconds = seconds_since(start);
  progress.files_total = inputs.size();

  // Every worker keeps its own harvest, so no lock is held while files are read.
  const auto reading = Clock::now();
  const Detectors detectors(catalog.rules());
  const size_t jobs = std::max<size_t>(1, std::min(plan.jobs, inputs.size()));
  std::vector<Harvest> harvests(jobs);
  std::vector<std::unique_ptr<Inspector>> inspectors;
  for (Harvest& harvest : harvests) {
    inspectors.push_back(std::make_unique<Inspector>(plan, catalog, detectors, harvest));
  }
  std::vector<char> done(inputs.size(), 0);
  run_parallel(inputs.size(), jobs, stop, [&](size_t index, size_t worker) {
    Harvest& harvest = harvests[worker];
    const size_t before = harvest.findings.size();
    read_input(plan, inputs[index], stop, *inspectors[worker], harvest, progress);
    done[index] = 1;
    progress.files_done.fetch_add(1, std::memory_order_relaxed);
    progress.findings.fetch_add(harvest.findings.size() - before, std::memory_order_relaxed);
  });

  // What crosses files: imports, calls, summaries. From here on the order of threads is forgotten.
  const auto following = Clock::now();
  progress.is_following = true;
  follow_flows(plan, catalog, stop, harvests, *inspectors.front());
  const double flow_seconds = seconds_since(following);
  double parse_seconds = 0;
  double read_seconds = 0;
  double match_seconds = 0;
  double detect_seconds = 0;
  for (Harvest& harvest : harvests) {
    append(report.findings, harvest.findings);
    append(report.files, harvest.files);
    append(report.skips, harvest.skips);
    append(report.stale_ignores, harvest.stale_ignores);
    append(report.problems, harvest.problems);
    report.below_confidence += harvest.below_confidence;
    read_seconds += harvest.read_seconds;
    match_seconds += harvest.match_seconds;
    detect_seconds += harvest.detect_seconds;
    parse_seconds += harvest.parse_seconds;
  }
  if (stop.stop_requested()) {
    report.interrupted = true;
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (done[i] == 0) report.skips.push_back({inputs[i].entry->path, SkipReason::kInterrupted, {}, true});
    }
  }
  const auto order = [](const Finding& f) { return std::tie(f.path, f.span, f.rule, f.message); };
  std::sort(report.findings.begin(), report.findings.end(),
            [&](const Finding& a, const Finding& b) { return order(a) < order(b); });
  number_equal_fingerprints(report.findings);
  std::sort(report.files.begin(), report.files.end(), [](const ScannedFile& a, const ScannedFile& b) {
    return std::tie(a.path, a.bytes) < std::tie(b.path, b.bytes);
  });
  const auto skip_order = [](const Skip& s) { return std::tie(s.path, s.reason, s.detail); };
  std::sort(report.skips.begin(), report.skips.end(),
            [&](const Skip& a, const Skip& b) { return skip_order(a) < skip_order(b); });
  std::sort(report.problems.begin(), report.problems.end(),
            [](const ScanProblem& a, const ScanProblem& b) { return a.message < b.message; });

  for (size_t i = 0; i < plan.rules.size(); ++i) {
    const ScanPlan::RulePlan& rule = plan.rules[i];
    report.rules.push_back(
        {catalog.rules().rules()[i].id, rule.on ? RuleStatus::kRun : RuleStatus::kOff, rule.off_by});
  }
  const bool whole_project = std::none_of(plan.targets.begin(), plan.targets.end(), [](const Target& target) {
    return target.changed || target.kind != Target::Kind::kFolder;
  });
  apply_baseline(plan.baseline, whole_project, report);
  std::sort(report.stale_ignores.begin(), report.stale_ignores.end(),
            [](const StaleIgnore& a, const StaleIgnore& b) {
              return std::tie(a.path, a.line, a.text) < std::tie(b.path, b.line, b.text);
            });

  // Reading, matching and detecting add up over the threads; the others are the clock's.
  report.timings = {{"walk", walk_seconds},
                    {"scan", seconds_since(reading)},
                    {"flow", flow_seconds},
                    {"read (all threads)", read_seconds},
                    {"match (all threads)", match_seconds},
                    {"detect (all threads)", detect_seconds},
                    {"parse (all threads)", parse_seconds}};
  report.seconds = seconds_since(start);
  return report;
}

}  // namespace sentinel
