#include "report/highlight.h"

#include <string>

#include <gtest/gtest.h>

namespace sentinel {
namespace {

// "k[def] s['x']": the tokens of one line.
std::string tokens_of(Highlighter& highlighter, std::string_view line) {
  std::string out;
  size_t last = 0;
  for (const Token& token : highlighter.next_line(line)) {
    EXPECT_LE(last, token.begin);
    EXPECT_LT(token.begin, token.end);
    EXPECT_LE(token.end, line.size());
    last = token.end;
    if (!out.empty()) out += ' ';
    out += std::string_view("pksc1")[static_cast<size_t>(token.kind)];
    out += "[" + std::string(line.substr(token.begin, token.end - token.begin)) + "]";
  }
  return out;
}

TEST(Highlight, OneLine) {
  struct Case {
    Language language;
    std::string_view line;
    std::string_view expected;
  };
  for (const auto& [language, line, expected] :
       {Case{Language::kPython, "def f(x): return 'a' # b", "k[def] k[return] s['a'] c[# b]"},
        Case{Language::kPython, R"(x = "a\"b" + 0x1F)", R"(s["a\"b"] 1[0x1F])"},
        Case{Language::kPython, "x = 'open", "s['open]"}, Case{Language::kPython, "defx = x1", ""},
        Case{Language::kTypeScript, "const a = `x${b}`; // c", "k[const] s[`x${b}`] c[// c]"},
        Case{Language::kJavaScript, "a /* b */ if", "c[/* b */] k[if]"},
        Case{Language::kGo, "func main() { x := 3.5 }", "k[func] 1[3.5]"},
        Case{Language::kShell, "echo a#b # c", "c[# c]"},
        Case{Language::kYaml, "a: true # b", "k[true] c[# b]"},
        Case{Language::kJson, R"({"a": null, "b": 12})", R"(s["a"] k[null] s["b"] 1[12])"},
        Case{Language::kText, "def 'x' # y", ""}, Case{Language::kPython, "'\\", "s['\\]"},
        Case{Language::kPython, "", ""}}) {
    Highlighter highlighter(language);
    EXPECT_EQ(tokens_of(highlighter, line), expected) << line;
  }
}

TEST(Highlight, StringsAndCommentsGoOnOverLines) {
  Highlighter python(Language::kPython);
  EXPECT_EQ(tokens_of(python, "x = \"\"\"a"), "s[\"\"\"a]");
  EXPECT_EQ(tokens_of(python, "def"), "s[def]");
  EXPECT_EQ(tokens_of(python, ""), "");
  EXPECT_EQ(tokens_of(python, "b\"\"\" if 1"), "s[b\"\"\"] k[if] 1[1]");

  Highlighter script(Language::kJavaScript);
  EXPECT_EQ(tokens_of(script, "/* a"), "c[/* a]");
  EXPECT_EQ(tokens_of(script, "b */ let"), "c[b */] k[let]");
}

}  // namespace
}  // namespace sentinel
