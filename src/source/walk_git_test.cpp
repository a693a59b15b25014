// The walk against git itself: random ignore files over a small tree, asked of both.

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <random>
#include <set>

#include "base/text.h"
#include "source/test_folder.h"
#include "source/walk.h"

namespace sentinel {
namespace {

using Random = std::mt19937;

size_t below(Random& random, size_t bound) { return random() % bound; }

template <size_t N>
std::string pick(Random& random, const std::array<std::string_view, N>& from) {
  return std::string(from[below(random, N)]);
}

// Few names, so that patterns hit.
constexpr std::array<std::string_view, 12> kNames = {"a",  "b",  "ab", "foo", "bar",  "a.b",
                                                     "#a", "!b", "a ", "[a]", "x\\y", "foobar"};
constexpr std::array<std::string_view, 22> kPieces = {
    "a",   "b",   "foo", "bar", "*",           "**",  "?",      "[ab]", "[!a]", "/",   "/**/",
    "**/", "/**", "\\",  ".",   "[[:alpha:]]", "*.b", "[a-c]*", " ",    "[",    "\\#", "foo**",
};

std::string random_pattern(Random& random) {
  std::string pattern;
  if (below(random, 4) == 0) pattern += "!";
  if (below(random, 5) == 0) pattern += "/";
  for (size_t left = 1 + below(random, 4); left > 0; --left) {
    pattern += below(random, 2) == 0 ? pick(random, kNames) : pick(random, kPieces);
    if (left > 1 && below(random, 2) == 0) pattern += "/";
  }
  if (below(random, 5) == 0) pattern += "/";
  if (below(random, 10) == 0) pattern += "  ";
  return pattern;
}

std::string random_ignore_file(Random& random) {
  std::string text;
  for (size_t left = 1 + below(random, 5); left > 0; --left) {
    text += random_pattern(random) + (below(random, 8) == 0 ? "\r\n" : "\n");
  }
  return text;
}

// `git arguments` in `folder`, fed from and writing to files there; its exit code.
int run_git(const std::filesystem::path& folder, std::vector<std::string> arguments) {
  std::vector<std::string> words = {"git", "-C", folder.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, (folder.string() + ".in").c_str(), O_RDONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, 1, (folder.string() + ".out").c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, "git", &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return -1;
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::set<std::string> ignored_by_git(const std::filesystem::path& folder,
                                     const std::set<std::string>& files) {
  {
    std::ofstream in(folder.string() + ".in", std::ios::binary);
    for (const std::string& file : files) in << file << '\0';
  }
  const int code = run_git(folder, {"check-ignore", "--no-index", "--stdin", "-z"});
  EXPECT_TRUE(code == 0 || code == 1) << code;  // 1: none is ignored
  std::ifstream out(folder.string() + ".out", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(out), {}};
  std::set<std::string> ignored;
  for (const std::string_view name : split(text, '\0')) {
    if (!name.empty()) ignored.emplace(name);
  }
  return ignored;
}

TEST(WalkLikeGit, RandomTrees) {
  const TestFolder home;
  const CleanGit clean(home.path().string());
  TestFolder base;
  const std::filesystem::path tree = base.path() / "tree";
  base.write("tree/");
  ASSERT_EQ(run_git(tree, {"init", "--quiet", "--template="}), 0);
  size_t asked = 0;
  size_t ignored_in_all = 0;
  for (unsigned seed = 1; seed <= 80; ++seed) {
    Random random(seed);
    for (const auto& item : std::filesystem::directory_iterator(tree)) {
      if (item.path().filename() != ".git") std::filesystem::remove_all(item.path());
    }
    std::filesystem::remove_all(tree / ".git/info");
    std::set<std::string> files;
    std::string notes;
    auto add_ignore_file = [&](const std::string& name) {
      const std::string text = random_ignore_file(random);
      base.write("tree/" + name, text);
      if (!name.starts_with(".git/")) files.insert(name);
      notes.append(name).append(":\n").append(text);
    };
    add_ignore_file(".gitignore");
    if (below(random, 2) == 0) add_ignore_file(".git/info/exclude");
    if (below(random, 2) == 0) {
      const std::string text = random_ignore_file(random);
      home.write(".config/git/ignore", text);
      notes += "of the user:\n" + text;
    } else {
      std::filesystem::remove_all(home.path() / ".config");
    }
    for (int i = 0; i < 40; ++i) {
      std::string path;
      for (size_t depth = below(random, 4); depth > 0; --depth) path += pick(random, kNames) + "/";
      const std::string folder = path;
      path += pick(random, kNames);
      std::error_code failed;
      std::filesystem::create_directories(tree / folder, failed);  // a file may have that name already
      if (failed || std::filesystem::is_directory(tree / path)) continue;
      base.write("tree/" + path);
      files.insert(path);
      if (below(random, 8) == 0) add_ignore_file(folder + ".gitignore");
    }
    std::set<std::string> expected = files;
    for (const std::string& name : ignored_by_git(tree, files)) expected.erase(name);
    auto found = walk(tree, {}, {});
    ASSERT_TRUE(found);
    std::set<std::string> actual;
    for (const FileEntry& file : found->files) actual.insert(file.relative);
    ASSERT_EQ(actual, expected) << "seed " << seed << "\n" << notes;
    asked += files.size();
    ignored_in_all += files.size() - expected.size();

    // Each folder by itself sees the same, save that naming it makes it wanted; so only those git would
    // enter.
    for (const auto& item : std::filesystem::directory_iterator(tree)) {
      const std::string name = item.path().filename().string();
      if (!item.is_directory() || name == ".git") continue;
      std::set<std::string> inside;
      for (const std::string& file : expected) {
        if (file.starts_with(name + "/")) inside.insert(file.substr(name.size() + 1));
      }
      if (inside.empty()) continue;
      auto part = walk(item.path(), {}, {});
      ASSERT_TRUE(part);
      std::set<std::string> names;
      for (const FileEntry& file : part->files) names.insert(file.relative);
      ASSERT_EQ(names, inside) << "seed " << seed << " in " << name << "\n" << notes;
    }
  }
  EXPECT_GT(asked, 2000U);
  // A run in which hardly anything, or nearly all, is ignored would prove little.
  EXPECT_GT(ignored_in_all, asked / 5);
  EXPECT_LT(ignored_in_all, asked * 9 / 10);
}

}  // namespace
}  // namespace sentinel
