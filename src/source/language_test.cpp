#include "source/language.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(Language, OfPath) {
  struct Case {
    std::string_view path;
    Language language;
  };
  for (auto [path, language] : {Case{"server.py", Language::kPython},
                                Case{"SERVER.PY", Language::kPython},  // as Windows tools write it
                                Case{"src/a.b/index.mjs", Language::kJavaScript},
                                Case{"App.jsx", Language::kJavaScript},
                                Case{"index.d.ts", Language::kTypeScript},
                                Case{"index.cts", Language::kTypeScript},
                                Case{"App.tsx", Language::kTsx},
                                Case{"main.go", Language::kGo},
                                Case{".mcp.json", Language::kJson},
                                Case{"book.ipynb", Language::kJson},
                                Case{".github/workflows/ci.yml", Language::kYaml},
                                Case{"pyproject.toml", Language::kToml},
                                Case{"poetry.lock", Language::kToml},
                                Case{"yarn.lock", Language::kOther},
                                Case{"README.md", Language::kMarkdown},
                                Case{"README", Language::kText},
                                Case{"requirements.txt", Language::kText},
                                Case{"Dockerfile", Language::kDockerfile},
                                Case{"docker/Dockerfile.dev", Language::kDockerfile},
                                Case{"api.dockerfile", Language::kDockerfile},
                                Case{".npmrc", Language::kIni},
                                Case{".pypirc", Language::kIni},
                                Case{".env", Language::kEnv},
                                Case{".env.local", Language::kEnv},
                                Case{"prod.env", Language::kEnv},
                                Case{".envrc", Language::kShell},
                                Case{"Makefile", Language::kOther},
                                Case{".py", Language::kOther},  // a hidden file without an extension
                                Case{"py", Language::kOther},
                                Case{"a.py/", Language::kOther},  // a folder
                                Case{"a.", Language::kOther},
                                Case{"", Language::kOther}}) {
    EXPECT_EQ(name_of(language_of(path)), name_of(language)) << path;
  }
  EXPECT_EQ(language_of(std::string(100'000, 'a') + ".py"), Language::kOther);
}

TEST(Language, OfFirstLineWhereTheNameSaysNothing) {
  struct Case {
    std::string_view path;
    std::string_view text;
    Language language;
  };
  for (auto [path, text, language] :
       {Case{"run", "#!/usr/bin/python3\n", Language::kPython},
        Case{"run", "#!/usr/bin/env python3.11 -u\n", Language::kPython},
        Case{"run", "#!/usr/bin/env -S uv run --script\r\n", Language::kPython},
        Case{"run", "#! /usr/bin/env -S A=b node --flag\n", Language::kJavaScript},
        Case{"run", "#!/usr/bin/env deno", Language::kTypeScript},
        Case{"run", "#!/bin/sh -e\n", Language::kShell},
        Case{"run.go", "#!/bin/sh\n", Language::kGo},  // the name goes first
        Case{"run", "#!/bin/shark\n", Language::kOther}, Case{"run", "#!\n/bin/sh\n", Language::kOther},
        Case{"run", "#!", Language::kOther}, Case{"run", "#", Language::kOther},
        Case{"run", "#!/usr/bin/env\n", Language::kOther}, Case{"run", " #!/bin/sh\n", Language::kOther}}) {
    EXPECT_EQ(name_of(language_of(path, text)), name_of(language)) << text;
  }
  EXPECT_EQ(language_of("run", "#!" + std::string(1 << 20, ' ') + "/bin/sh"), Language::kOther);
}

TEST(Language, NamesAreDistinct) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Language::kText); ++i)
    names.insert(name_of(static_cast<Language>(i)));
  EXPECT_EQ(names.size(), static_cast<size_t>(Language::kText) + 1);
}

TEST(Language, SourceOrConfiguration) {
  for (const Language language :
       {Language::kPython, Language::kTsx, Language::kJson, Language::kEnv, Language::kIni}) {
    EXPECT_TRUE(is_source_or_configuration(language)) << name_of(language);
  }
  for (const Language language : {Language::kOther, Language::kText, Language::kMarkdown, Language::kCss}) {
    EXPECT_FALSE(is_source_or_configuration(language)) << name_of(language);
  }
}

}  // namespace
}  // namespace sentinel
