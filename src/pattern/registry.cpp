#include "pattern/registry.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <hs/hs.h>
#include <re2/re2.h>

namespace sentinel {
namespace {

// A pattern without an upper bound is confirmed in this many bytes before its end. Private keys are the
// longest things that rules look for.
constexpr uint32_t kUnboundedWidth = 16U << 10U;
constexpr int kMostGroups = 10;  // with the whole match

struct HsDatabase {
  hs_database_t* handle = nullptr;
  HsDatabase() = default;
  explicit HsDatabase(hs_database_t* database) : handle(database) {}
  HsDatabase(HsDatabase&& other) noexcept : handle(std::exchange(other.handle, nullptr)) {}
  HsDatabase& operator=(HsDatabase&& other) noexcept {
    std::swap(handle, other.handle);
    return *this;
  }
  ~HsDatabase() { hs_free_database(handle); }
};

unsigned flags_of(const PatternSpec& spec) {
  return HS_FLAG_MULTILINE | (spec.ignore_case ? HS_FLAG_CASELESS : 0U);
}

std::string quote_literal(std::string_view literal) {
  std::string out;
  for (char c : literal) fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
  return out;
}

// What Hyperscan looks for. Some expressions are too large for it; their literals then stand for them.
std::string candidate_from_literals(const PatternSpec& spec) {
  std::string out;
  for (const std::string& literal : spec.literals) {
    if (!out.empty()) out += '|';
    out += quote_literal(literal);
  }
  return out;
}

// The expression as Hyperscan must be told it: \s has no vertical tab in RE2 and one in Hyperscan, and a
// negated class would make that a miss.
std::string candidate_from_regex(std::string_view regex) {
  std::string out;
  bool in_class = false;
  for (size_t i = 0; i < regex.size(); ++i) {
    const char c = regex[i];
    if (c != '\\' || i + 1 == regex.size()) {
      if (c == '[' && in_class && i + 1 < regex.size() && regex[i + 1] == ':') {
        const size_t end = std::min(regex.find(":]", i), regex.size() - 2);  // [:alpha:]
        out += regex.substr(i, end + 2 - i);
        i = end + 1;
        continue;
      }
      if (c == '[' && !in_class) {
        in_class = true;
        out += c;
        // A bracket that comes first is a member.
        if (i + 1 < regex.size() && regex[i + 1] == '^') out += regex[++i];
        if (i + 1 < regex.size() && regex[i + 1] == ']') out += regex[++i];
        continue;
      }
      if (c == ']') in_class = false;
      out += c;
      continue;
    }
    const char escaped = regex[++i];
    if (escaped == 's') {
      out += in_class ? R"(\t\n\f\r\x20)" : R"([\t\n\f\r\x20])";
    } else if (escaped == 'S') {
      out += in_class ? R"(\x00-\x08\x0b\x0e-\x1f\x21-\xff)" : R"([^\t\n\f\r\x20])";
    } else {
      out += c;
      out += escaped;
    }
  }
  return out;
}

hs_platform_info_t platform(unsigned long long features) {
  hs_platform_info_t info{};
  info.tune = HS_TUNE_FAMILY_GENERIC;
  info.cpu_features = features;
  return info;
}

std::string take_message(hs_compile_error_t* error) {
  std::string message = error != nullptr ? error->message : "out of memory";
  hs_free_compile_error(error);
  return message;
}

// Hyperscan's word on one expression: empty, or why it refuses.
std::string refusal_of(const PatternSpec& spec) {
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const hs_error_t code = hs_compile(candidate_from_regex(spec.regex).c_str(), flags_of(spec), HS_MODE_BLOCK,
                                     nullptr, &database, &error);
  hs_free_database(database);
  return code == HS_SUCCESS ? std::string() : take_message(error);
}

Result<HsDatabase> compile_for(std::span<const PatternSpec> specs, const hs_platform_info_t* target) {
  std::vector<std::string> candidates;
  std::vector<const char*> expressions;
  std::vector<unsigned> flags;
  std::vector<unsigned> ids;
  candidates.reserve(specs.size());
  for (const PatternSpec& spec : specs) {
    candidates.push_back(spec.by_literals ? candidate_from_literals(spec) : candidate_from_regex(spec.regex));
    expressions.push_back(candidates.back().c_str());
    flags.push_back(flags_of(spec));
    ids.push_back(static_cast<unsigned>(ids.size()));
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(expressions.data(), flags.data(), ids.data(), static_cast<unsigned>(specs.size()),
                       HS_MODE_BLOCK, target, &database, &error) != HS_SUCCESS) {
    return fail(ErrorKind::kLimit, "the expressions cannot be compiled together: " + take_message(error));
  }
  return HsDatabase(database);
}

Result<std::string> serialize(const HsDatabase& database) {
  char* bytes = nullptr;
  size_t size = 0;
  if (hs_serialize_database(database.handle, &bytes, &size) != HS_SUCCESS) {
    return fail(ErrorKind::kLimit, "the pattern automaton cannot be stored");
  }
  std::string out(bytes, size);
  free(bytes);  // NOLINT: hs_set_misc_allocator was never called, so it is malloc's
  return out;
}

RE2::Options confirm_options(const PatternSpec& spec) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_case_sensitive(!spec.ignore_case);
  return options;
}

// RE2 treats ^ and $ as text ends unless asked.
std::string confirm_expression(const PatternSpec& spec) { return "(?m)" + spec.regex; }

int capture_group(const RE2& re) {
  const auto& names = re.NamedCapturingGroups();
  if (auto it = names.find("secret"); it != names.end()) return it->second;
  return re.NumberOfCapturingGroups() > 0 ? 1 : 0;
}

// Bytes that a match can take at most.
uint32_t width_of(const PatternSpec& spec) {
  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* error = nullptr;
  uint32_t width = kUnboundedWidth;
  if (hs_expression_info(candidate_from_regex(spec.regex).c_str(), flags_of(spec), &info, &error) ==
      HS_SUCCESS) {
    if (info->max_width != std::numeric_limits<unsigned>::max()) width = info->max_width;
    free(info);  // NOLINT: as above
  } else {
    hs_free_compile_error(error);
  }
  return width;
}

}  // namespace

struct PatternRegistry::Impl {
  // Built when a candidate first asks, for most files ask for none.
  struct Confirm {
    std::once_flag once;
    std::unique_ptr<RE2> re;
    int group = 0;
  };

  std::vector<PatternSpec> specs;
  std::unique_ptr<Confirm[]> confirms;
  // Candidates further apart than this cannot belong to overlapping matches.
  std::vector<uint32_t> reach;
  HsDatabase database;
  std::string_view variant = "compiled";

  void set_specs(std::vector<PatternSpec> given) {
    specs = std::move(given);
    confirms = std::make_unique<Confirm[]>(specs.size());
    for (const PatternSpec& spec : specs) reach.push_back(spec.by_literals ? 2 * spec.width : spec.width);
  }

  const Confirm& confirm(size_t index) const {
    Confirm& confirm = confirms[index];
    std::call_once(confirm.once, [&] {
      confirm.re = std::make_unique<RE2>(confirm_expression(specs[index]), confirm_options(specs[index]));
      confirm.group = capture_group(*confirm.re);
    });
    return confirm;
  }
};

namespace {

// Candidate ends of one pattern that lie within a match's width of each other.
struct Cluster {
  uint32_t pattern;
  uint32_t first_end;
  uint32_t last_end;
};

}  // namespace

struct PatternRegistry::Scratch::State {
  ~State() { hs_free_scratch(handle); }
  hs_scratch_t* handle = nullptr;
  const uint32_t* reach = nullptr;  // the registry's
  std::vector<Cluster> clusters;
  std::vector<uint32_t> last_cluster;  // of a pattern: index into clusters + 1, or 0
};

PatternRegistry::Scratch::Scratch(std::unique_ptr<State> state) : state_(std::move(state)) {}
PatternRegistry::Scratch::~Scratch() = default;

int PatternRegistry::on_candidate(unsigned id, unsigned long long /*from*/, unsigned long long to,
                                  unsigned /*flags*/, void* context) {
  auto& state = *static_cast<Scratch::State*>(context);
  const auto end = static_cast<uint32_t>(to);
  uint32_t& last = state.last_cluster[id];
  if (last != 0) {
    Cluster& cluster = state.clusters[last - 1];
    if (end <= cluster.last_end || end - cluster.last_end <= state.reach[id]) {
      cluster.first_end = std::min(cluster.first_end, end);
      cluster.last_end = std::max(cluster.last_end, end);
      return 0;
    }
  }
  state.clusters.push_back({id, end, end});
  last = static_cast<uint32_t>(state.clusters.size());
  return 0;
}

Result<CompiledPatterns> compile_patterns(std::span<const PatternSpec> specs) {
  CompiledPatterns out;
  const hs_platform_info_t portable = platform(0);
  const hs_platform_info_t wide = platform(HS_CPU_FEATURES_AVX2);
  for (const auto& [target, bytes] : {std::pair{&portable, &out.portable}, std::pair{&wide, &out.wide}}) {
    SENTINEL_ASSIGN_OR_RETURN(const HsDatabase database, compile_for(specs, target));
    SENTINEL_ASSIGN_OR_RETURN(*bytes, serialize(database));
  }
  return out;
}

Result<void> plan_pattern(PatternSpec& spec) {
  const RE2 re(confirm_expression(spec), confirm_options(spec));
  if (!re.ok()) return fail(ErrorKind::kMalformed, "not a regular expression: " + re.error());
  if (capture_group(re) >= kMostGroups) {
    return fail(ErrorKind::kMalformed,
                fmt::format("more than {} groups before the one that counts", kMostGroups - 2), {},
                "write (?:...) for those that only hold together");
  }
  if (RE2::PartialMatch("", re)) return fail(ErrorKind::kMalformed, "the expression matches the empty text");
  if (const std::string why = refusal_of(spec); !why.empty()) {
    if (spec.literals.empty()) {
      return fail(ErrorKind::kMalformed, "the expression does not fit the automaton: " + why, {},
                  "name literals of which one occurs in every match");
    }
    spec.by_literals = true;
  }
  spec.width = width_of(spec);
  return {};
}

PatternRegistry::PatternRegistry(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PatternRegistry::~PatternRegistry() = default;

Result<std::unique_ptr<PatternRegistry>> PatternRegistry::create(std::vector<PatternSpec> specs) {
  for (PatternSpec& spec : specs) {
    SENTINEL_RETURN_IF_ERROR(plan_pattern(spec).map_error(
        [&](Error error) { return std::move(error).within(fmt::format("pattern {}", spec.id)); }));
  }
  auto impl = std::make_unique<Impl>();
  impl->set_specs(std::move(specs));
  if (!impl->specs.empty()) {
    SENTINEL_ASSIGN_OR_RETURN(impl->database, compile_for(impl->specs, nullptr));
  }
  return std::unique_ptr<PatternRegistry>(new PatternRegistry(std::move(impl)));
}

Result<std::unique_ptr<PatternRegistry>> PatternRegistry::load(std::vector<PatternSpec> specs,
                                                               std::string_view portable,
                                                               std::string_view wide) {
  auto impl = std::make_unique<Impl>();
  hs_database_t* database = nullptr;
  if (hs_deserialize_database(wide.data(), wide.size(), &database) == HS_SUCCESS) {
    impl->variant = "avx2";
  } else if (hs_deserialize_database(portable.data(), portable.size(), &database) == HS_SUCCESS) {
    impl->variant = "portable";
  } else {
    return create(std::move(specs));
  }
  impl->set_specs(std::move(specs));
  impl->database = HsDatabase(database);
  return std::unique_ptr<PatternRegistry>(new PatternRegistry(std::move(impl)));
}

std::unique_ptr<PatternRegistry::Scratch> PatternRegistry::make_scratch() const {
  auto state = std::make_unique<Scratch::State>();
  state->last_cluster.resize(impl_->specs.size());
  state->reach = impl_->reach.data();
  if (impl_->database.handle != nullptr) hs_alloc_scratch(impl_->database.handle, &state->handle);
  return std::unique_ptr<Scratch>(new Scratch(std::move(state)));
}

Result<void> PatternRegistry::find(std::string_view text, Scratch& scratch, std::vector<Match>& out) const {
  if (impl_->database.handle == nullptr || text.empty()) return {};
  Scratch::State& state = *scratch.state_;
  state.clusters.clear();
  const hs_error_t code = hs_scan(impl_->database.handle, text.data(), static_cast<unsigned>(text.size()), 0,
                                  state.handle, on_candidate, &state);
  for (const Cluster& cluster : state.clusters) state.last_cluster[cluster.pattern] = 0;
  if (code != HS_SUCCESS)
    return fail(ErrorKind::kLimit, fmt::format("the pattern automaton failed ({})", code));

  const size_t first = out.size();
  for (const Cluster& cluster : state.clusters) {
    const Impl::Confirm& confirm = impl_->confirm(cluster.pattern);
    const PatternSpec& spec = impl_->specs[cluster.pattern];
    size_t at = cluster.first_end > spec.width ? cluster.first_end - spec.width : 0;
    // Every end of a match is a candidate, unless candidates are literals inside of it.
    const size_t end = std::min<size_t>(text.size(), cluster.last_end + (spec.by_literals ? spec.width : 0));
    re2::StringPiece groups[kMostGroups];
    const int count = confirm.group + 1;
    while (at < end && confirm.re->Match(text, at, end, RE2::UNANCHORED, groups, count)) {
      const auto span_of = [&](const re2::StringPiece& piece) {
        const auto begin = static_cast<uint32_t>(piece.data() - text.data());
        return Span{begin, begin + static_cast<uint32_t>(piece.size())};
      };
      const Span span = span_of(groups[0]);
      const re2::StringPiece& captured = groups[count - 1];
      out.push_back({spec.id, span, captured.data() != nullptr ? span_of(captured) : span});
      at = std::max<size_t>(span.end, at + 1);
    }
  }
  std::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), [](const Match& a, const Match& b) {
    return std::tie(a.span, a.pattern) < std::tie(b.span, b.pattern);
  });
  return {};
}

std::string_view PatternRegistry::variant() const { return impl_->variant; }

}  // namespace sentinel
