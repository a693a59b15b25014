#include "base/glob.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/text.h"

namespace sentinel {
namespace {

namespace fs = std::filesystem;

TEST(Wildmatch, Table) {
  struct Case {
    std::string_view pattern, path;
    bool matches;
  };
  for (auto [pattern, path, matches] : {
           Case{"", "", true},
           Case{"", "a", false},
           Case{"foo", "foo", true},
           Case{"foo", "fo", false},
           Case{"f?o", "foo", true},
           Case{"f?o", "f/o", false},
           Case{"*", "", true},
           Case{"*", "foo", true},
           Case{"*", "foo/bar", false},
           Case{"f*", "foo/bar", false},
           Case{"*/b*r", "foo/bar", true},
           Case{"*ob*a*r*", "foobar", true},
           Case{"*ob*a*r*x", "foobar", false},
           Case{"**", "foo/bar/baz", true},
           Case{"**/baz", "foo/bar/baz", true},
           Case{"**/baz", "baz", true},
           Case{"**/baz", "foobaz", false},
           Case{"foo/**", "foo/bar/baz", true},
           Case{"foo/**", "foo", false},
           Case{"foo/**", "foo/", true},
           Case{"foo/**/baz", "foo/baz", true},
           Case{"foo/**/baz", "foo/x/y/baz", true},
           Case{"foo/**/baz", "fooz/baz", false},
           Case{"foo**baz", "foo/baz", false},  // not alone between slashes: two plain stars
           Case{"foo**baz", "fooxbaz", true},
           Case{"foo/**\\/baz", "foo/baz", false},  // a quoted slash must be there
           Case{"foo/**\\/baz", "foo/x/baz", true},
           Case{"**/*a/*b/**/c", "x/ya/zb/c", true},
           Case{"**/*a/*b/**/c", "a/a/b/d/e/c", true},
           Case{"**/a*b/c", "a/ab/axb/c", true},
           Case{"[abc]", "b", true},
           Case{"[!abc]", "b", false},
           Case{"[^abc]", "d", true},
           Case{"[]]", "]", true},
           Case{"[!]]", "]", false},
           Case{"[]-a]", "^", true},  // from ] to a
           Case{"[a-c]", "b", true},
           Case{"[c-a]", "b", false},
           Case{"[a-]", "-", true},
           Case{"[-a]", "-", true},
           Case{"[a-c-e]", "d", false},
           Case{"[a-c-e]", "-", true},
           Case{"[\\]]", "]", true},
           Case{"[\\-x]", "-", true},
           Case{"[a-\\z]", "m", true},
           Case{"[!a]", "/", false},
           Case{"[/]", "/", false},
           Case{"a[b/c]d", "a/d", false},
           Case{"[[:digit:]]", "7", true},
           Case{"[[:digit:][:upper:]]", "Q", true},
           Case{"[[:digit:][:upper:]]", "q", false},
           Case{"[![:space:]]", "\v", true},  // git does not count it
           Case{"[[:nosuch:]]", "x", false},
           Case{"[[:digit]", "d", true},  // not a named class: the characters of it
           Case{"[[:digit]", "x", false},
           Case{"[a", "a", false},
           Case{"[", "[", false},
           Case{"[!", "x", false},
           Case{"a\\", "a\\", false},
           Case{"\\*", "*", true},
           Case{"\\*", "x", false},
           Case{"\\a\\b", "ab", true},
           Case{"[\xC0-\xFF]", "\xE2", true},
       }) {
    EXPECT_EQ(wildmatch(pattern, path), matches) << pattern << " on " << path;
  }
}

TEST(Wildmatch, HostilePatternsEnd) {
  std::string pattern;
  std::string deep;
  for (int i = 0; i < 200; ++i) {
    pattern += "*a";
    deep += "**/*a*/";
  }
  EXPECT_FALSE(wildmatch(pattern + "b", std::string(4000, 'a')));
  std::string path;
  for (int i = 0; i < 1000; ++i) path += "aaaa/";
  EXPECT_FALSE(wildmatch(deep + "b", path));
}

// How git calls wildmatch for an ignore file: what stands before the first wildcard is compared byte by byte
// and cut off, so that a `**` after it counts as one at the pattern's start.
bool matches_as_ignore_file(std::string_view pattern, std::string_view path) {
  const size_t literal = std::min(pattern.find_first_of("*?[\\"), pattern.size());
  if (!path.starts_with(pattern.substr(0, literal))) return false;
  return wildmatch(pattern.substr(literal), path.substr(literal));
}

int run(const std::string& command) {
  return std::system(command.c_str());  // NOLINT(bugprone-command-processor): only text of this file
}

// Random patterns over a small alphabet, against git itself. `check-ignore` matches an anchored pattern with
// wildmatch against the path and its parents, so only paths whose parents do not match say something about
// the path.
TEST(Wildmatch, AgreesWithGit) {
  if (run("git --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "git is not installed";
  std::string name = (fs::temp_directory_path() / "sentinel-glob-XXXXXX").string();
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  const fs::path folder = name;
  const std::string git = fmt::format("cd '{}' && GIT_CONFIG_NOSYSTEM=1 HOME='{}' git ", name, name);
  ASSERT_EQ(run(git + "init -q ."), 0);

  std::mt19937 random(42);
  auto pick = [&](auto... parts) {
    const std::array<std::string_view, sizeof...(parts)> all = {parts...};
    return all[random() % all.size()];
  };
  // A backslash escape in the pattern's first part could hide from git that the pattern has a slash; the
  // leading slash keeps it anchored.
  std::vector<std::string> list;
  while (list.size() < 150) {
    std::string pattern;
    for (size_t parts = 1 + random() % 7; parts > 0; --parts) {
      pattern +=
          pick("a", "b", "-", "/", "*", "?", "**", "**/", "/**", "/**/", "[ab]", "[!a]", "[^-a]", "[]a]",
               "[a-b]", "[b-", "\\a", "\\*", "\\/", "[[:alpha:]]", "[[:punct:]-b]", "[[:x", "]");
    }
    // git strips these as spelling of its own before it matches.
    if (pattern.starts_with('/') || pattern.ends_with('/')) continue;
    list.push_back(pattern);
  }
  std::set<std::string> paths;
  while (paths.size() < 120) {
    std::string path;
    for (size_t parts = 1 + random() % 7; parts > 0; --parts)
      path += pick("a", "b", "/", "-", "ab", "*", "]");
    if (path.starts_with('/') || path.ends_with('/') || path.contains("//")) continue;
    if (path.starts_with('-')) continue;
    paths.insert(path);
  }
  std::string input;
  for (const auto& path : paths) input += path + "\n";
  ASSERT_TRUE(write_file(folder / "input", input));

  size_t compared = 0;
  size_t matched = 0;
  for (const auto& pattern : list) {
    ASSERT_TRUE(write_file(folder / "excludes", "/" + pattern + "\n"));
    // 1: nothing is ignored.
    const int status =
        run(git + "-c core.excludesFile=excludes check-ignore --no-index --stdin <input >output 2>errors");
    ASSERT_TRUE(WEXITSTATUS(status) <= 1) << read_text_file(folder / "errors").value();
    const std::string output = read_text_file(folder / "output").value();
    std::set<std::string_view> ignored;
    for (const std::string_view line : split(output, '\n')) ignored.insert(line);
    for (const auto& path : paths) {
      bool parent_matches = false;
      for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        parent_matches |=
            ignored.contains(path.substr(0, slash)) || matches_as_ignore_file(pattern, path.substr(0, slash));
      }
      if (parent_matches) continue;
      ++compared;
      matched += ignored.contains(path) ? 1 : 0;
      EXPECT_EQ(matches_as_ignore_file(pattern, path), ignored.contains(path)) << pattern << " on " << path;
    }
  }
  EXPECT_GT(compared, 10'000U);
  EXPECT_GT(matched, 200U);
  fs::remove_all(folder);
}

TEST(PathPattern, Table) {
  struct Case {
    std::string_view pattern, path;
    bool matches;
  };
  for (auto [pattern, path, matches] : {
           Case{"tests", "tests/a.py", true},
           Case{"tests", "src/tests/a.py", true},
           Case{"tests/", "src/tests/a.py", true},
           Case{"tests/", "src/tests", false},  // a file
           Case{"tests/", "src/tests/", true},  // a folder
           Case{"/tests", "src/tests/a.py", false},
           Case{"/tests", "tests/a.py", true},
           Case{"./tests", "tests/a.py", true},
           Case{"*.py", "src/deep/a.py", true},
           Case{"*.py", "a.js", false},
           Case{"src/*.py", "src/a.py", true},
           Case{"src/*.py", "src/deep/a.py", false},
           Case{"src/*.py", "lib/src/a.py", false},
           Case{"src/**/*.py", "src/deep/er/a.py", true},
           Case{"src/lib", "src/lib/a/b.c", true},
           Case{"src/lib/", "src/lib/a/b.c", true},
           Case{"src/lib/**", "src/lib/a/b.c", true},
           Case{"**/gen/**", "a/gen/b.c", true},
           Case{"a.py", "a.pyc", false},
           Case{"", "a", false},
           Case{"/", "a", false},
           Case{"a", "", false},
       }) {
    EXPECT_EQ(matches_path_pattern(pattern, path), matches) << pattern << " on " << path;
  }
}

}  // namespace
}  // namespace sentinel
