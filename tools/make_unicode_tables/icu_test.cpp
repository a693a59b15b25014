// Skeletons, readings of scripts and restriction levels must be ICU's, for every code point and for random
// words. Where the ICU of this machine is not the one that the tables were made from there is nothing to
// compare.
#include <algorithm>
#include <array>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/uvernum.h>
#include <unicode/uversion.h>

#include "base/text.h"
#include "detect/deceptive_text/confusables.h"

namespace sentinel {
namespace {

constexpr UChar32 kLimit = 0x110000;

class Icu : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream tables(SENTINEL_SOURCE_DIR "/src/detect/deceptive_text/confusable_tables.inc");
    std::string line;
    ASSERT_TRUE(std::getline(tables, line));
    if (!line.contains("ICU " U_ICU_VERSION ",")) GTEST_SKIP() << "the tables are of another ICU: " << line;
    checker_ = uspoof_open(&status_);
    ASSERT_TRUE(U_SUCCESS(status_));
  }
  void TearDown() override { uspoof_close(checker_); }

  // With the two additions of confusables.h.
  std::string skeleton_by_icu(const std::string& text) {
    icu::UnicodeString out;
    uspoof_getSkeletonUnicodeString(checker_, 0, icu::UnicodeString::fromUTF8(text), out, &status_);
    out.findAndReplace(icu::UnicodeString(UChar32{0x138}), icu::UnicodeString(UChar32{'k'}));
    std::string bytes;
    return out.toUTF8String(bytes);
  }

  static bool is_comparable(UChar32 c) {
    if (!u_isdefined(c) || (c >= 0xD800 && c < 0xE000)) return false;
    const CharKind kind = info_of(static_cast<char32_t>(c)).kind;
    // We add fancy letters, and leave out what is invisible.
    return kind == CharKind::kPlain || kind == CharKind::kLookAlike || kind == CharKind::kStackingMark ||
           kind == CharKind::kSyntax || kind == CharKind::kFiller || kind == CharKind::kBlank;
  }

  UErrorCode status_ = U_ZERO_ERROR;
  USpoofChecker* checker_ = nullptr;
};

std::string utf8(UChar32 c) {
  std::string out;
  append_utf8(out, static_cast<char32_t>(c));
  return out;
}

TEST_F(Icu, AgreesOnTheSkeletonOfEveryCodePoint) {
  size_t compared = 0;
  for (UChar32 c = 1; c < kLimit; ++c) {
    if (!is_comparable(c)) continue;
    ++compared;
    ASSERT_EQ(skeleton(utf8(c)), skeleton_by_icu(utf8(c))) << code_point_name(static_cast<char32_t>(c));
  }
  EXPECT_GT(compared, 140'000U);
}

TEST_F(Icu, AgreesOnTheSkeletonOfWords) {
  // Those with rows in the tables, marks and syllables are where orders and replacements meet.
  std::vector<UChar32> letters;
  std::vector<UChar32> marks;
  for (UChar32 c = 'A'; c < kLimit; ++c) {
    if (!is_comparable(c)) continue;
    if (u_getCombiningClass(c) != 0) {
      marks.push_back(c);
    } else if (skeleton(utf8(c)) != utf8(c)) {
      letters.push_back(c);
    }
  }
  std::mt19937 random(7);
  for (int round = 0; round < 100'000; ++round) {
    std::string word;
    const size_t length = 1 + random() % 8;
    for (size_t i = 0; i < length; ++i) {
      word += utf8(random() % 2 == 0 ? letters[random() % letters.size()] : marks[random() % marks.size()]);
    }
    ASSERT_EQ(skeleton(word), skeleton_by_icu(word)) << word;
  }
}

TEST_F(Icu, AgreesOnRestrictionLevels) {
  std::vector<UChar32> letters;
  for (UChar32 c = 'a'; c < kLimit; ++c) {
    if (!is_comparable(c) || !u_isalnum(c)) continue;
    if (uscript_getScript(c, &status_) == USCRIPT_HAN && c % 200 != 0) continue;
    // ICU does not ask whether a script is one of today.
    std::array<UScriptCode, 64> scripts{};
    const int32_t count = uscript_getScriptExtensions(c, scripts.data(), 64, &status_);
    if (std::all_of(scripts.begin(), scripts.begin() + count, [](UScriptCode script) {
          return uscript_getUsage(script) == USCRIPT_USAGE_RECOMMENDED;
        })) {
      letters.push_back(c);
    }
  }
  uspoof_setChecks(checker_, USPOOF_RESTRICTION_LEVEL | USPOOF_AUX_INFO, &status_);
  uspoof_setRestrictionLevel(checker_, USPOOF_UNRESTRICTIVE);
  ASSERT_TRUE(U_SUCCESS(status_));
  USpoofCheckResult* result = uspoof_openCheckResult(&status_);
  std::mt19937 random(11);
  std::vector<size_t> seen(5);
  for (int round = 0; round < 200'000; ++round) {
    ScriptMix mix;
    std::string word;
    const size_t length = 1 + random() % 3;
    for (size_t i = 0; i < length; ++i) {
      const UChar32 c =
          random() % 3 == 0 ? 'a' + static_cast<UChar32>(random() % 26) : letters[random() % letters.size()];
      mix.add(static_cast<char32_t>(c));
      word += utf8(c);
    }
    uspoof_check2UnicodeString(checker_, icu::UnicodeString::fromUTF8(word), result, &status_);
    RestrictionLevel level = RestrictionLevel::kMinimallyRestrictive;
    switch (uspoof_getCheckResultRestrictionLevel(result, &status_)) {
      case USPOOF_ASCII:
        level = RestrictionLevel::kAscii;
        break;
      case USPOOF_SINGLE_SCRIPT_RESTRICTIVE:
        level = RestrictionLevel::kSingleScript;
        break;
      case USPOOF_HIGHLY_RESTRICTIVE:
        level = RestrictionLevel::kHighlyRestrictive;
        break;
      case USPOOF_MODERATELY_RESTRICTIVE:
        level = RestrictionLevel::kModeratelyRestrictive;
        break;
      default:
        break;
    }
    ++seen[static_cast<size_t>(level)];
    ASSERT_EQ(mix.level(), level) << word;
  }
  uspoof_closeCheckResult(result);
  for (size_t level = 0; level < seen.size(); ++level) EXPECT_GT(seen[level], 100U) << level;
}

}  // namespace
}  // namespace sentinel
