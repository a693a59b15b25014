#include "rules/catalog.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "base/files.h"
#include "base/hash.h"
#include "base/version.h"
#include "rules/built_in.h"
#include "rules/load.h"

namespace sentinel {
namespace {

namespace fs = std::filesystem;

// A user's rules, ready to search.
struct Prepared {
  RuleBundle bundle;
  CompiledPatterns patterns;
};

void append_part(std::string& out, std::string_view part) {
  out += fmt::format("{:016x}", part.size());
  out += part;
}

bool take_part(std::string_view& in, std::string& part) {
  if (in.size() < 16) return false;
  const size_t size = std::strtoull(std::string(in.substr(0, 16)).c_str(), nullptr, 16);
  in.remove_prefix(16);
  if (size > in.size()) return false;
  part = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

// Cache file: SHA-256 of the rest, then rules and automata.
std::optional<Prepared> read_cache(const fs::path& file) {
  const auto bytes = read_text_file(file);
  if (!bytes || bytes->size() < 64) return std::nullopt;
  std::string_view rest(*bytes);
  const std::string_view digest = rest.substr(0, 64);
  rest.remove_prefix(64);
  if (sha256_hex(rest) != digest) return std::nullopt;
  Prepared out;
  std::string rules;
  if (!take_part(rest, rules) || !take_part(rest, out.patterns.portable) ||
      !take_part(rest, out.patterns.wide)) {
    return std::nullopt;
  }
  auto bundle = decode_rules(rules);
  if (!bundle) return std::nullopt;
  out.bundle = std::move(*bundle);
  return out;
}

// A cache that cannot be written costs time, nothing else.
void write_cache(const fs::path& file, const Prepared& prepared) {
  std::string rest;
  append_part(rest, encode_rules(prepared.bundle, Samples::kKeep));
  append_part(rest, prepared.patterns.portable);
  append_part(rest, prepared.patterns.wide);
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  [[maybe_unused]] const auto written = write_file(file, sha256_hex(rest) + rest);
}

// Everything that the result depends on: names and contents of the files, and this program.
Result<std::string> cache_key(const std::vector<std::string>& paths) {
  std::string all(kVersion);
  for (const std::string& path : paths) {
    std::error_code error;
    std::vector<fs::path> files;
    if (fs::is_directory(path, error)) {
      for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
        if (it->is_regular_file(error)) files.push_back(it->path());
      }
    } else {
      files.emplace_back(path);
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      SENTINEL_ASSIGN_OR_RETURN(const std::string text, read_text_file(file));
      append_part(all, file.string());
      append_part(all, text);
    }
  }
  return sha256_hex(all);
}

Result<Prepared> prepare(const std::vector<std::string>& paths) {
  Prepared out;
  std::string problems;
  std::map<std::string, std::string> seen;  // id to origin
  for (const std::string& path : paths) {
    SENTINEL_ASSIGN_OR_RETURN(LoadedRules loaded, load_rules(path, path));
    for (const FileProblem& problem : loaded.problems) problems += problem.text() + "\n";
    for (const Rule& rule : loaded.bundle.rules) {
      if (const auto [other, is_new] = seen.emplace(rule.id, rule.origin); !is_new)
        problems +=
            fmt::format("{}: the rule \"{}\" is already in {}\n", rule.origin, rule.id, other->second);
    }
    std::move(loaded.bundle.rules.begin(), loaded.bundle.rules.end(), std::back_inserter(out.bundle.rules));
    std::move(loaded.bundle.families.begin(), loaded.bundle.families.end(),
              std::back_inserter(out.bundle.families));
    std::move(loaded.bundle.models.begin(), loaded.bundle.models.end(),
              std::back_inserter(out.bundle.models));
  }
  if (!problems.empty()) {
    problems.pop_back();
    return fail(ErrorKind::kUsage, problems);
  }
  const RuleSet rules(out.bundle.families, out.bundle.rules);
  // Rules about flow have no expressions.
  if (rules.patterns().empty()) return out;
  SENTINEL_ASSIGN_OR_RETURN(out.patterns, compile_patterns(rules.pattern_specs()));
  return out;
}

// The specs of `part` alone, carrying the numbers that their patterns have in `whole`.
std::vector<PatternSpec> renumber(const RuleSet& part, const RuleSet& whole) {
  std::vector<PatternSpec> specs = part.pattern_specs();
  for (PatternSpec& spec : specs) {
    const RuleSet::PatternRef ref = part.patterns()[spec.id];
    const Rule* rule = whole.find(part.rules()[ref.rule].id);
    const auto target = static_cast<uint32_t>(rule - whole.rules().data());
    const auto it = std::find_if(
        whole.patterns().begin(), whole.patterns().end(),
        [&](RuleSet::PatternRef other) { return other.rule == target && other.pattern == ref.pattern; });
    spec.id = static_cast<uint32_t>(it - whole.patterns().begin());
  }
  return specs;
}

}  // namespace

Result<Catalog> Catalog::load(const std::vector<std::string>& user_rules, const fs::path& cache_folder) {
  Catalog out;
  RuleBundle built_in = built_in_rules();
  if (user_rules.empty()) {
    out.rules_ = std::make_unique<RuleSet>(std::move(built_in.families), std::move(built_in.rules),
                                           std::move(built_in.models));
    SENTINEL_ASSIGN_OR_RETURN(auto registry, load_built_in_patterns(out.rules_->pattern_specs()));
    out.registries_.push_back(std::move(registry));
    return out;
  }

  SENTINEL_ASSIGN_OR_RETURN(const std::string key, cache_key(user_rules));
  const fs::path cache_file = cache_folder / ("rules-" + key + ".bin");
  std::optional<Prepared> user;
  if (!cache_folder.empty()) user = read_cache(cache_file);
  if (!user) {
    SENTINEL_ASSIGN_OR_RETURN(user, prepare(user_rules));
    if (!cache_folder.empty()) write_cache(cache_file, *user);
  }

  const RuleSet own(built_in.families, built_in.rules);
  const RuleSet theirs(user->bundle.families, user->bundle.rules);
  std::string problems;
  std::vector<Rule> rules = std::move(built_in.rules);
  for (const Rule& rule : theirs.rules()) {
    if (own.find(rule.id) != nullptr) {
      problems += fmt::format("{}: \"{}\" is the id of a built-in rule\n", rule.origin, rule.id);
    }
    rules.push_back(rule);
  }
  if (!problems.empty()) {
    problems.pop_back();
    return fail(ErrorKind::kUsage, problems, {},
                "give the rule another name, or switch the built-in one off");
  }
  std::vector<Family> families = std::move(built_in.families);
  const auto is_known = [&](std::string_view id) {
    return std::any_of(families.begin(), families.end(),
                       [&](const Family& family) { return family.id == id; });
  };
  for (const Family& family : theirs.families()) {
    if (!is_known(family.id)) families.push_back(family);
  }
  for (const Rule& rule : theirs.rules()) {
    if (!is_known(rule.family()))
      families.push_back({std::string(rule.family()), std::string(rule.family()), {}, {}});
  }

  std::vector<FlowModel> models = std::move(built_in.models);
  std::move(user->bundle.models.begin(), user->bundle.models.end(), std::back_inserter(models));
  out.rules_ = std::make_unique<RuleSet>(std::move(families), std::move(rules), std::move(models));
  SENTINEL_ASSIGN_OR_RETURN(auto built_in_registry, load_built_in_patterns(renumber(own, *out.rules_)));
  out.registries_.push_back(std::move(built_in_registry));
  if (!theirs.patterns().empty()) {
    SENTINEL_ASSIGN_OR_RETURN(
        auto user_registry,
        PatternRegistry::load(renumber(theirs, *out.rules_), user->patterns.portable, user->patterns.wide));
    out.registries_.push_back(std::move(user_registry));
  }
  return out;
}

Catalog::Scratch Catalog::make_scratch() const {
  Scratch out;
  for (const auto& registry : registries_) out.registries.push_back(registry->make_scratch());
  return out;
}

Result<void> Catalog::find(std::string_view text, Scratch& scratch, std::vector<Match>& out) const {
  const size_t first = out.size();
  for (size_t i = 0; i < registries_.size(); ++i) {
    SENTINEL_RETURN_IF_ERROR(registries_[i]->find(text, *scratch.registries[i], out));
  }
  if (registries_.size() > 1) {
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
              [](const Match& a, const Match& b) {
                return std::tie(a.span, a.pattern) < std::tie(b.span, b.pattern);
              });
  }
  return {};
}

}  // namespace sentinel
