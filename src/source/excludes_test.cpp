#include "source/excludes.h"

#include "source/test_folder.h"

namespace sentinel {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

TEST(GitConfig, Parse) {
  struct Case {
    std::string_view text;
    Settings settings;
  };
  for (const auto& [text, settings] : {
           Case{"", {}},
           Case{"[core]\n\texcludesFile = ~/x\n", {{"core.excludesfile", "~/x"}}},
           Case{"[Core] excludesfile=a b ; note\n", {{"core.excludesfile", "a b"}}},
           Case{"# c\n; c\n[a]\nb = \" x # \" y  # c\r\n", {{"a.b", " x #  y"}}},
           Case{"[a]\nb = x\\\ny\n", {{"a.b", "xy"}}},
           Case{"[a]\nb = \\t\\\"\\\\\n", {{"a.b", "\t\"\\"}}},
           Case{"[a]\nb\nc = 1", {{"a.c", "1"}}},
           Case{"[a \"sub\"]\nb = 1\n[a]\nb = 2", {{"a.b", "2"}}},
           Case{"[a.sub]\nb = 1\n", {}},
           Case{"[a]\nb =\n", {{"a.b", ""}}},
           Case{"[a]\r\nb = 1\r\n", {{"a.b", "1"}}},
           Case{"\xef\xbb\xbf[a]\nb=1", {{"a.b", "1"}}},
           Case{"b = 1", {}},                                           // no section
           Case{"[a]\nb = 1\nc = \"open\n[a]\nd = 2", {{"a.b", "1"}}},  // git stops here, too
           Case{"[a]\nb = \\x\n", {}},
           Case{"[a", {}},
           Case{"[a \"\\", {}},
           Case{"[a]\nb = \\", {}},
       }) {
    EXPECT_EQ(parse_git_config(text), settings) << testing::PrintToString(text);
  }
}

bool ignores(const std::vector<IgnoreFile>& files, std::string_view path) {
  for (const IgnoreFile& file : files) {
    auto verdict = file.match(path, false);
    if (verdict != IgnoreFile::Verdict::kNone) return verdict == IgnoreFile::Verdict::kIgnored;
  }
  return false;
}

class Excludes : public testing::Test {
 protected:
  TestFolder home_;
  TestFolder tree_;
  CleanGit clean_{home_.path().string()};

  bool ignored(std::string_view path) const { return ignores(read_excludes(tree_.path().string()), path); }
};

TEST_F(Excludes, None) {
  EXPECT_TRUE(read_excludes(tree_.path().string()).empty());
  EXPECT_TRUE(read_excludes("/nowhere").empty());
}

TEST_F(Excludes, DefaultOfTheUser) {
  home_.write(".config/git/ignore", "a\n");
  EXPECT_TRUE(ignored("a"));
  const TestFolder xdg;
  const ScopedVariable variable("XDG_CONFIG_HOME", xdg.path().c_str());
  EXPECT_FALSE(ignored("a"));
  xdg.write("git/ignore", "b\n");
  EXPECT_TRUE(ignored("b"));
}

TEST_F(Excludes, SettingOfTheUser) {
  home_.write(".config/git/ignore", "a\n");
  home_.write("mine", "b\n");
  home_.write(".gitconfig", "[core]\nexcludesFile = ~/mine\n");
  EXPECT_FALSE(ignored("a"));  // the setting takes its place
  EXPECT_TRUE(ignored("b"));
}

TEST_F(Excludes, SettingInAnInclude) {
  home_.write("more/one", "[core]\nexcludesFile = ~/mine\n[include]\npath = one\n");  // includes itself
  home_.write("mine", "b\n");
  home_.write(".gitconfig", "[include]\npath = more/one\n");
  EXPECT_TRUE(ignored("b"));
  home_.write("other", "c\n");
  home_.write(".gitconfig", "[core]\nexcludesFile = ~/other\n[include]\npath = more/one\n");
  EXPECT_TRUE(ignored("b"));  // the last one counts
  home_.write("more/one", "[user]\nname = x\n");
  EXPECT_TRUE(ignored("c"));
}

TEST_F(Excludes, TheRepositoryGoesFirst) {
  home_.write("mine", "a\nb\n");
  home_.write(".gitconfig", "[core]\nexcludesFile = ~/mine\n");
  tree_.write(".git/info/exclude", "!a\n");
  EXPECT_FALSE(ignored("a"));
  EXPECT_TRUE(ignored("b"));
  tree_.write("local", "c\n");
  tree_.write(".git/config", "[core]\nexcludesFile = local\n");
  EXPECT_FALSE(ignored("b"));
  EXPECT_TRUE(ignored("c"));
}

TEST_F(Excludes, AddedWorkTree) {
  const TestFolder main;
  main.write(".git/info/exclude", "a\n");
  main.write(".git/worktrees/w/commondir", "../..\n");
  tree_.write(".git", "gitdir: " + (main.path() / ".git/worktrees/w").string() + "\n");
  EXPECT_TRUE(ignored("a"));
}

TEST_F(Excludes, Submodule) {
  tree_.write("modules/sub/info/exclude", "a\n");
  tree_.write("sub/.git", "gitdir: ../modules/sub\n");
  EXPECT_TRUE(ignores(read_excludes((tree_.path() / "sub").string()), "a"));
}

TEST_F(Excludes, HostileFilesAreLeftAlone) {
  tree_.write(".git/config", "[core]\nexcludesFile = /dev/zero\n");
  EXPECT_FALSE(ignored("a"));
  tree_.write(".git/config", "[core]\nexcludesFile = " + tree_.path().string() + "\n");  // a folder
  EXPECT_FALSE(ignored("a"));
}

}  // namespace
}  // namespace sentinel
