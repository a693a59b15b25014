// The registry against RE2 alone, over the built-in rules' expressions and some that are hard for windows.
//
// Both must give the same matches: the automaton may only ever save work.
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include <re2/re2.h>

#include "fuzz.h"
#include "pattern/registry.h"
#include "rules/catalog.h"

namespace sentinel {
namespace {

struct Oracle {
  uint32_t id;
  std::unique_ptr<RE2> re;
};

struct Subject {
  std::function<Result<void>(std::string_view, std::vector<Match>&)> find;
  std::vector<Oracle> oracles;
};

std::vector<Oracle> oracles_of(const std::vector<PatternSpec>& specs) {
  std::vector<Oracle> out;
  for (const PatternSpec& spec : specs) {
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_case_sensitive(!spec.ignore_case);
    out.push_back({spec.id, std::make_unique<RE2>("(?m)" + spec.regex, options)});
    fuzz::require(out.back().re->ok(), "RE2 refuses an expression");
  }
  return out;
}

std::vector<Subject> subjects() {
  std::vector<PatternSpec> hard;
  const auto add = [&](std::string regex, bool ignore_case, std::vector<std::string> literals) {
    PatternSpec spec;
    spec.id = static_cast<uint32_t>(hard.size());
    spec.regex = std::move(regex);
    spec.ignore_case = ignore_case;
    spec.literals = std::move(literals);
    hard.push_back(std::move(spec));
  };
  add("ab+c", false, {"ab"});
  add("key[ =]*(?P<secret>[a-z0-9]{4,8})", true, {"key"});
  add("^x.*y$", false, {"x"});
  add(R"(\bAK[A-Z0-9]{4}\b)", false, {"AK"});
  add("a.{0,20}b", false, {"a"});
  add("(?:aa|a)a", false, {"aa"});
  add("a|ab|abc", false, {"a"});
  add(R"([^\n]{3}\xff[\x80-\xff]?)", false, {"\xff"});
  add("-----BEGIN[^-]*-----", false, {"-----BEGIN"});
  add(R"(//[^:@/\s]+:([^@\s]+)@)", false, {"//"});

  std::vector<Subject> out;
  out.push_back({{}, oracles_of(hard)});
  static const auto kRegistry = PatternRegistry::create(std::move(hard));
  fuzz::require(kRegistry.has_value(), "the registry refuses an expression");
  static const auto kScratch = (*kRegistry)->make_scratch();
  out.back().find = [](std::string_view text, std::vector<Match>& found) {
    return (*kRegistry)->find(text, *kScratch, found);
  };

  // The stored automaton: to compile it anew takes a sanitized program longer than a fuzzer waits.
  static const auto kCatalog = Catalog::load({}, {});
  fuzz::require(kCatalog.has_value(), "the built-in rules do not load");
  static auto catalog_scratch = kCatalog->make_scratch();
  out.push_back({[](std::string_view text, std::vector<Match>& found) {
                   return kCatalog->find(text, catalog_scratch, found);
                 },
                 oracles_of(kCatalog->rules().pattern_specs())});
  return out;
}

std::vector<Match> matches_of(const Oracle& oracle, std::string_view text) {
  std::vector<Match> out;
  size_t at = 0;
  re2::StringPiece whole;
  while (at < text.size() && oracle.re->Match(text, at, text.size(), RE2::UNANCHORED, &whole, 1)) {
    const auto begin = static_cast<uint32_t>(whole.data() - text.data());
    const auto end = begin + static_cast<uint32_t>(whole.size());
    out.push_back({oracle.id, {begin, end}, {}});
    at = std::max<size_t>(end, at + 1);
  }
  return out;
}

}  // namespace
}  // namespace sentinel

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sentinel;
  if (size > 20'000) return 0;
  static const std::vector<Subject> kSubjects = subjects();
  const std::string_view text = fuzz::text_of(data, size);
  for (const Subject& subject : kSubjects) {
    std::vector<Match> found;
    fuzz::require(subject.find(text, found).has_value(), "the automaton failed");
    std::vector<Match> expected;
    for (const Oracle& oracle : subject.oracles) {
      std::vector<Match> more = matches_of(oracle, text);
      expected.insert(expected.end(), more.begin(), more.end());
    }
    const auto key = [](const Match& match) { return std::tie(match.span, match.pattern); };
    std::sort(expected.begin(), expected.end(),
              [&](const Match& a, const Match& b) { return key(a) < key(b); });
    const bool same = std::equal(found.begin(), found.end(), expected.begin(), expected.end(),
                                 [&](const Match& a, const Match& b) { return key(a) == key(b); });
    if (!same) {
      for (const auto& [name, list] : {std::pair{"registry", &found}, std::pair{"RE2", &expected}}) {
        for (const Match& match : *list) {
          std::fprintf(stderr, "%s: pattern %u at %u to %u\n", name, match.pattern, match.span.begin,
                       match.span.end);
        }
      }
    }
    fuzz::require(same, "registry and RE2 disagree");
    for (const Match& match : found) {
      fuzz::require(match.span.begin <= match.capture.begin && match.capture.end <= match.span.end,
                    "a capture outside of its match");
    }
  }
  return 0;
}
