#include "detect/deceptive_text/code_regions.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace sentinel {
namespace {

using Kind = CodeRegions::Kind;

TEST(CodeRegions, KindOfTheMarkedPlace) {
  struct Case {
    Syntax syntax;
    std::string_view text;  // the place is the "@"
    Kind kind;
  };
  for (auto [syntax, text, kind] : {
           Case{Syntax::kPython, "x = 1  # note @", Kind::kLineComment},
           Case{Syntax::kPython, "# note\n@", Kind::kCode},
           Case{Syntax::kPython, "x = 'a # @'", Kind::kString},
           Case{Syntax::kPython, "'''a\n'b' @'''", Kind::kString},
           Case{Syntax::kPython, "\"a\\\"@\"", Kind::kString},
           Case{Syntax::kPython, "don't @", Kind::kCode},  // no string: it is not closed on its line
           Case{Syntax::kJavaScript, "a(); // @", Kind::kLineComment},
           Case{Syntax::kJavaScript, "/* a\n @ */", Kind::kComment},
           Case{Syntax::kJavaScript, "/* a */ @", Kind::kCode},
           Case{Syntax::kJavaScript, "`a\n@`", Kind::kString},
           Case{Syntax::kJavaScript, "x = /[/\"]@/;", Kind::kString},
           Case{Syntax::kJavaScript, "x = a / b; @ / c", Kind::kCode},
           Case{Syntax::kJavaScript, "return /'@/", Kind::kString},
           Case{Syntax::kSlashes, "`a\\` @", Kind::kCode},  // Go: no escapes there
           Case{Syntax::kHashes, "echo \"# @\"", Kind::kString},
           Case{Syntax::kPython, "x = \"@", Kind::kCode},
           Case{Syntax::kJavaScript, "/* @", Kind::kComment},
           Case{Syntax::kProse, "it's \"@\"", Kind::kCode},
       }) {
    EXPECT_EQ(CodeRegions(text, syntax).at(static_cast<uint32_t>(text.find('@'))).kind, kind) << text;
  }
}

TEST(CodeRegions, RegionsLieInTheTextWhateverItIs) {
  std::mt19937 random(2);
  constexpr std::string_view kBytes = "'\"`/*#\\[]\n\r a";
  for (int round = 0; round < 500; ++round) {
    std::string text(random() % 60, ' ');
    for (char& c : text) c = kBytes[random() % kBytes.size()];
    for (const Syntax syntax : {Syntax::kPython, Syntax::kJavaScript, Syntax::kSlashes, Syntax::kHashes}) {
      const CodeRegions regions(text, syntax);
      for (uint32_t i = 0; i <= text.size(); ++i) {
        const CodeRegions::Region region = regions.at(i);
        ASSERT_LE(region.span.end, text.size());
        ASSERT_TRUE(region.kind == Kind::kCode || region.span.contains(i));
      }
    }
  }
}

}  // namespace
}  // namespace sentinel
