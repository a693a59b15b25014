#include "pattern/registry.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

namespace sentinel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

PatternSpec spec(uint32_t id, std::string regex, bool ignore_case = false,
                 std::vector<std::string> literals = {}) {
  PatternSpec out;
  out.id = id;
  out.regex = std::move(regex);
  out.ignore_case = ignore_case;
  out.literals = std::move(literals);
  return out;
}

struct Hit {
  uint32_t pattern;
  std::string whole;
  std::string capture;
  friend bool operator==(const Hit&, const Hit&) = default;
  friend void PrintTo(const Hit& hit, std::ostream* os) {
    *os << hit.pattern << ":" << hit.whole << ":" << hit.capture;
  }
};

std::vector<Hit> hits_of(const PatternRegistry& registry, std::string_view text) {
  std::vector<Match> matches;
  const auto scratch = registry.make_scratch();
  EXPECT_TRUE(registry.find(text, *scratch, matches));
  std::vector<Hit> out;
  const auto slice = [&](Span span) { return std::string(text.substr(span.begin, span.size())); };
  for (const Match& match : matches) out.push_back({match.pattern, slice(match.span), slice(match.capture)});
  return out;
}

std::unique_ptr<PatternRegistry> registry_of(std::vector<PatternSpec> specs) {
  auto registry = PatternRegistry::create(std::move(specs));
  EXPECT_TRUE(registry) << registry.error().text();
  return std::move(*registry);
}

TEST(PatternRegistry, FindsSpansAndCaptures) {
  const auto registry =
      registry_of({spec(7, R"(\bAKIA[A-Z2-7]{16}\b)"), spec(9, R"(token\s*=\s*(?P<secret>\w+);)")});
  EXPECT_THAT(
      hits_of(*registry, "x AKIAABCDEFGHIJKLMNOP token = abc;"),
      ElementsAre(Hit{7, "AKIAABCDEFGHIJKLMNOP", "AKIAABCDEFGHIJKLMNOP"}, Hit{9, "token = abc;", "abc"}));
}

TEST(PatternRegistry, WordBoundaryLooksBeyondTheWindow) {
  const auto registry = registry_of({spec(0, R"(\bkey[0-9]{4}\b)")});
  EXPECT_THAT(hits_of(*registry, "key1234 monkey1234 key12345"), ElementsAre(Hit{0, "key1234", "key1234"}));
}

TEST(PatternRegistry, AnchorsMeanLines) {
  const auto registry = registry_of({spec(0, R"(^end$)")});
  EXPECT_EQ(hits_of(*registry, "end\nthe end\nend\n").size(), 2U);
}

TEST(PatternRegistry, GreedyTailIsOneMatch) {
  const auto registry = registry_of({spec(0, R"(sk-[A-Za-z0-9]{20,64})")});
  const std::string token = "sk-" + std::string(40, 'x');
  EXPECT_THAT(hits_of(*registry, token + " " + token),
              ElementsAre(Hit{0, token, token}, Hit{0, token, token}));
}

TEST(PatternRegistry, AdjacentMatchesAreAllFound) {
  const auto registry = registry_of({spec(0, R"(\.\./)")});
  EXPECT_EQ(hits_of(*registry, "../../../../x").size(), 4U);
}

TEST(PatternRegistry, CaselessAndBytes) {
  const auto registry = registry_of({spec(0, "pass[word]*=", true), spec(1, R"(\xff\x00\xfe)")});
  EXPECT_THAT(hits_of(*registry, std::string_view("PassWord= \xff\0\xfe", 13)),
              ElementsAre(Hit{0, "PassWord=", "PassWord="},
                          Hit{1, std::string("\xff\0\xfe", 3), std::string("\xff\0\xfe", 3)}));
}

TEST(PatternRegistry, FoundThroughItsLiterals) {
  PatternSpec planned = spec(3, R"([a-z]{0,3}BEGIN(?:[a-z][0-9]){1,9}END)", false, {"BEGIN"});
  planned.by_literals = true;
  ASSERT_TRUE(plan_pattern(planned));
  EXPECT_EQ(planned.width, 29U);
  const auto registry = registry_of({planned});
  EXPECT_THAT(hits_of(*registry, "xx abcBEGINa1b2END BEGIN BEGINz9END"),
              ElementsAre(Hit{3, "abcBEGINa1b2END", "abcBEGINa1b2END"}, Hit{3, "BEGINz9END", "BEGINz9END"}));
}

TEST(PatternRegistry, CountsTheSecretWhereverItsGroupStands) {
  const std::string eight = "(a)(b)(c)(d)(e)(f)(g)(h)";
  const auto registry = registry_of({spec(0, eight + "(?P<secret>[0-9]+)")});
  EXPECT_THAT(hits_of(*registry, "abcdefgh42"), ElementsAre(Hit{0, "abcdefgh42", "42"}));
  EXPECT_FALSE(PatternRegistry::create({spec(0, "(x)" + eight + "(?P<secret>[0-9]+)")}));
}

TEST(PatternRegistry, RefusesWhatCannotBeSearched) {
  for (const char* regex : {"(", "a*", "(?=x)y", R"((a)\1)"}) {
    EXPECT_FALSE(PatternRegistry::create({spec(0, regex)})) << regex;
  }
}

TEST(PatternRegistry, StoredAutomataFindTheSame) {
  std::vector<PatternSpec> specs = {spec(0, "abc+"), spec(1, "[0-9]{3}")};
  for (PatternSpec& one : specs) ASSERT_TRUE(plan_pattern(one));
  const auto compiled = compile_patterns(specs);
  ASSERT_TRUE(compiled) << compiled.error().text();
  const std::string text = "abccc 1234567";
  const auto expected = hits_of(*registry_of(specs), text);
  ASSERT_EQ(expected.size(), 3U);
  for (const auto& [portable, wide] :
       {std::pair{compiled->portable, compiled->wide}, std::pair{compiled->portable, std::string("damaged")},
        std::pair{std::string("damaged"), std::string("damaged")}}) {
    const auto registry = PatternRegistry::load(specs, portable, wide);
    ASSERT_TRUE(registry);
    EXPECT_EQ(hits_of(**registry, text), expected) << (*registry)->variant();
  }
}

TEST(PatternRegistry, FindsMatchesAtTheVeryEnd) {
  const auto registry = registry_of({spec(0, "-----BEGIN[^-]*-----"), spec(1, R"(key[^\n]*\bend$)")});
  for (size_t before = 0; before < 70; before += 7) {
    for (size_t inside = 0; inside < 200; ++inside) {
      const std::string text = std::string(before, 'p') + "-----BEGIN" + std::string(inside, 'x') + "-----";
      ASSERT_EQ(hits_of(*registry, text).size(), 1U) << before << " " << inside;
      const std::string line = std::string(before, 'p') + "key" + std::string(inside, 'x') + " end";
      ASSERT_EQ(hits_of(*registry, line).size(), 1U) << before << " " << inside;
    }
  }
}

// RE2's \\s has no vertical tab, Hyperscan's has one.
TEST(PatternRegistry, WhiteSpaceMeansTheSameToBothEngines) {
  const auto registry =
      registry_of({spec(0, R"(a[^\s]c)"), spec(1, R"(d\Sf)"), spec(2, R"(g[\S]i)"), spec(3, R"(j\sl)"),
                   spec(4, R"(m[\]\s]o)"), spec(5, R"([[:space:]]p)"), spec(6, R"([]\s]q)")});
  EXPECT_EQ(hits_of(*registry, "a\vc d\vf g\vi").size(), 3U);
  EXPECT_EQ(hits_of(*registry, "j\vl m\vo").size(), 0U);
  EXPECT_EQ(hits_of(*registry, "j\tl m]o m o \np ]q \rq").size(), 6U);
}

TEST(PatternRegistry, EmptySetAndEmptyText) {
  EXPECT_THAT(hits_of(*registry_of({}), "anything"), IsEmpty());
  EXPECT_THAT(hits_of(*registry_of({spec(0, "a")}), ""), IsEmpty());
}

// What the three steps find is what RE2 alone finds in the whole text.
TEST(PatternRegistry, AgreesWithTheConfirmingEngineAlone) {
  const std::vector<std::string> regexes = {R"(\b[a-c]{2,5}\b)", R"(ab[0-9]{1,3})", R"(a+b)",
                                            R"(x.{0,9}y)",       R"((?:ab|ba){2})", R"(^[a-c]+ )",
                                            R"([0-9]+$)"};
  std::vector<PatternSpec> specs;
  for (const std::string& regex : regexes) specs.push_back(spec(static_cast<uint32_t>(specs.size()), regex));
  const auto registry = registry_of(specs);
  std::mt19937 random(20240601);
  size_t found = 0;
  for (int round = 0; round < 400; ++round) {
    std::string text;
    const size_t size = random() % 300;
    for (size_t i = 0; i < size; ++i) text += "aabbccxy01 \n"[random() % 12];
    std::vector<Match> matches;
    const auto scratch = registry->make_scratch();
    ASSERT_TRUE(registry->find(text, *scratch, matches));
    for (const PatternSpec& one : specs) {
      RE2::Options options;
      options.set_encoding(RE2::Options::EncodingLatin1);
      const RE2 re("(?m)" + one.regex, options);
      std::vector<Span> expected;
      std::vector<Span> actual;
      re2::StringPiece group;
      for (size_t at = 0; at < text.size() && re.Match(text, at, text.size(), RE2::UNANCHORED, &group, 1);) {
        const auto begin = static_cast<uint32_t>(group.data() - text.data());
        expected.push_back({begin, begin + static_cast<uint32_t>(group.size())});
        at = expected.back().end;
      }
      for (const Match& match : matches) {
        if (match.pattern == one.id) actual.push_back(match.span);
      }
      ASSERT_EQ(actual, expected) << one.regex << " on " << text;
      found += actual.size();
    }
  }
  EXPECT_GT(found, 1000U);
}

}  // namespace
}  // namespace sentinel
