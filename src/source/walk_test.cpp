#include "source/walk.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>

#include <linux/capability.h>

#include "source/test_folder.h"

namespace sentinel {
namespace {

using Names = std::vector<std::string>;

class WalkTest : public testing::Test {
 protected:
  TestFolder home_;
  CleanGit clean_{home_.path().string()};
  TestFolder folder_;
  WalkOptions options_;

  Walk walked(const std::string& below = "") {
    auto result = walk(folder_.path() / below, options_, {});
    EXPECT_TRUE(result) << (result ? "" : result.error().text());
    return result ? std::move(*result) : Walk();
  }
  Names files(const std::string& below = "") { return names(walked(below)); }
  static Names names(const Walk& walk) {
    Names all;
    for (const FileEntry& file : walk.files) all.push_back(file.path);
    return all;
  }
  // "path: reason", with a '!' where a person should see it.
  Names skips(const std::string& below = "") {
    Names all;
    for (const Skip& skip : walked(below).skips) {
      all.push_back(skip.path + ": " + std::string(name_of(skip.reason)) + (skip.notable ? "!" : ""));
    }
    return all;
  }
};

// A process that may read everything cannot meet an unreadable file; this takes that right away for a while.
class WithoutPrivilege {
 public:
  WithoutPrivilege() {
    ::syscall(SYS_capget, &header_, data_);
    __user_cap_data_struct reduced[2] = {data_[0], data_[1]};
    reduced[0].effective &= ~((1U << CAP_DAC_OVERRIDE) | (1U << CAP_DAC_READ_SEARCH));
    ::syscall(SYS_capset, &header_, reduced);
  }
  ~WithoutPrivilege() { ::syscall(SYS_capset, &header_, data_); }

 private:
  __user_cap_header_struct header_ = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data_[2] = {};
};

TEST_F(WalkTest, SortedByPath) {
  for (const std::string_view name : {"b", "a/z", "a.py", "a-b/c", "a/b/c", "a0", "Z", ".hidden", "a/B"})
    folder_.write(name);
  folder_.write("empty/");
  Names expected = {".hidden", "Z", "a-b/c", "a.py", "a/B", "a/b/c", "a/z", "a0", "b"};
  EXPECT_EQ(files(), expected);
  EXPECT_TRUE(std::ranges::is_sorted(expected));
}

TEST_F(WalkTest, EntriesSayWhereAndHowLarge) {
  folder_.write("sub/a.zip", "12345");
  options_.shown_prefix = "src/";
  Walk walk = walked();
  ASSERT_EQ(walk.files.size(), 1U);
  EXPECT_EQ(walk.files[0].path, "src/sub/a.zip");
  EXPECT_EQ(walk.files[0].relative, "sub/a.zip");
  EXPECT_EQ(walk.files[0].disk, (folder_.path() / "sub/a.zip").string());
  EXPECT_EQ(walk.files[0].size, 5U);
  EXPECT_TRUE(walk.files[0].is_archive);
}

TEST_F(WalkTest, OrderDoesNotDependOnThreads) {
  options_.shown_prefix = "x/";
  const std::map<std::string, int> expected;
  for (int i = 0; i < 60; ++i) {
    for (int j = 0; j < 5; ++j) {
      const std::string base = "d" + std::to_string(i) + "/e" + std::to_string(j);
      for (const std::string& name : {base + "/a.py", base + "/f/b.py", base + ".py", base + "/skip.log"})
        folder_.write(name);
    }
  }
  folder_.write(".gitignore", "*.log\n");
  Walk first = walked();
  EXPECT_EQ(first.files.size(), 901U);
  EXPECT_EQ(first.skips.size(), 300U);
  auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
  EXPECT_TRUE(std::ranges::is_sorted(first.files, by_path));
  EXPECT_TRUE(std::ranges::is_sorted(first.skips, by_path));
  for (int run = 0; run < 5; ++run) EXPECT_EQ(names(walked()), names(first));
}

TEST_F(WalkTest, RootThatIsNone) {
  auto missing = walk(folder_.path() / "none", {}, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kNotFound);
  auto file = walk(folder_.write("a.py"), {}, {});
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::kNotFound);
}

TEST_F(WalkTest, IgnoreFiles) {
  folder_.write(".gitignore", "*.log\nout.d/\n/top\n!keep.log\n.env\n");
  folder_.write("sub/.gitignore", "!a.log\n/b\n");
  for (const std::string_view name : {"a.log", "keep.log", "top", "sub/top", "sub/a.log", "sub/c.log",
                                      "sub/b", "sub/x/b", "out.d/a", "sub/out.d/a", ".env", ".mcp.json"}) {
    folder_.write(name);
  }
  EXPECT_EQ(files(), (Names{".gitignore", ".mcp.json", "keep.log", "sub/.gitignore", "sub/a.log", "sub/top",
                            "sub/x/b"}));
  EXPECT_EQ(skips(), (Names{".env: ignored", "a.log: ignored", "out.d/: ignored", "sub/b: ignored",
                            "sub/c.log: ignored", "sub/out.d/: ignored", "top: ignored"}));
  options_.use_ignore_files = false;
  EXPECT_EQ(files().size(), 14U);
}

TEST_F(WalkTest, OursGoesBeforeGits) {
  folder_.write(".gitignore", "a\nb\n");
  folder_.write(".mcpsentinelignore", "!a\nc\n");
  folder_.write("sub/.gitignore", "!c\n");
  for (const std::string_view name : {"a", "b", "c", "sub/c", "sub/a"}) folder_.write(name);
  EXPECT_EQ(files(), (Names{".gitignore", ".mcpsentinelignore", "a", "sub/.gitignore", "sub/a"}));
}

TEST_F(WalkTest, PartOfAWorkTree) {
  folder_.write(".git/info/exclude", "from-exclude\n");
  folder_.write(".gitignore", "from-top\n/a/b/anchored\nb/\n");
  folder_.write("a/.gitignore", "from-a\n/b/anchored-in-a\n");
  folder_.write("a/.mcpsentinelignore", "ours\n");
  for (const std::string_view name : {"from-exclude", "from-top", "anchored", "from-a", "anchored-in-a",
                                      "ours", "wanted", "sub/anchored", "sub/from-a"}) {
    folder_.write("a/b/" + std::string(name));
  }
  // That b itself is ignored does not matter to who names it.
  EXPECT_EQ(files("a/b"), (Names{"sub/anchored", "wanted"}));
  EXPECT_EQ(files("a/b/"), (Names{"sub/anchored", "wanted"}));
  folder_.write("a/b/sub/.git", "gitdir: nowhere\n");  // a work tree of its own: only ours still counts
  folder_.write("a/b/sub/ours");
  EXPECT_EQ(files("a/b"), (Names{"sub/anchored", "sub/from-a", "wanted"}));
}

TEST_F(WalkTest, OutsideAWorkTreeNothingAboveCounts) {
  folder_.write(".gitignore", "*\n");
  folder_.write("a/x");
  EXPECT_EQ(files("a"), (Names{"x"}));
}

TEST_F(WalkTest, IgnoreFileThatIsNone) {
  folder_.write("patterns", "*\n");
  std::filesystem::create_symlink("patterns", folder_.path() / ".gitignore");
  folder_.write("sub/.gitignore/");
  folder_.write("big/.gitignore", std::string(2U << 20U, '*'));
  EXPECT_EQ(files(), (Names{"patterns"}));
  EXPECT_EQ(skips(),
            (Names{".gitignore: symlink", "big/.gitignore: too-large!", "big/.gitignore: too-large"}));
}

TEST_F(WalkTest, Patterns) {
  for (const std::string_view name : {"a.py", "sub/a.py", "sub/b.js", "gen/x/a.py"}) folder_.write(name);
  options_.exclude = {"gen", "sub/*.js"};
  EXPECT_EQ(files(), (Names{"a.py", "sub/a.py"}));
  EXPECT_EQ(skips(), (Names{"gen/: excluded", "sub/b.js: excluded"}));
  options_.exclude = {};
  options_.include = {"sub/"};
  EXPECT_EQ(files(), (Names{"sub/a.py", "sub/b.js"}));
  EXPECT_EQ(skips(), (Names{"a.py: excluded", "gen/x/a.py: excluded"}));
  options_.include = {"/top/sub/**/*.py"};
  options_.pattern_prefix = "top/";
  EXPECT_EQ(files(), (Names{"sub/a.py"}));
}

TEST_F(WalkTest, Policies) {
  for (const std::string_view name :
       {".git/config", ".hg/x", "node_modules/a/index.js", "sub/node_modules/b.js", "py/__pycache__/a.pyc",
        "myenv/pyvenv.cfg", "myenv/lib/a.py", "go/vendor/modules.txt", "go/vendor/x/x.go", "php/vendor/x.php",
        "app/src/a.ts", "app/dist/a.js", "pkg/package.json", "pkg/dist/a.js", "rust/Cargo.toml",
        "rust/src/main.rs", "rust/target/x.json"}) {
    folder_.write(name);
  }
  EXPECT_EQ(files(), (Names{"app/src/a.ts", "php/vendor/x.php", "pkg/dist/a.js", "pkg/package.json",
                            "rust/Cargo.toml", "rust/src/main.rs"}));
  EXPECT_EQ(skips(), (Names{".git/: version-control", ".hg/: version-control", "app/dist/: build-output",
                            "go/vendor/: dependency", "myenv/: dependency", "node_modules/: dependency",
                            "py/__pycache__/: dependency", "rust/target/: build-output",
                            "sub/node_modules/: dependency"}));
  EXPECT_EQ(files("myenv"), (Names{"lib/a.py", "pyvenv.cfg"}));  // named, so meant
  options_.leave_out_dependencies = false;
  EXPECT_EQ(skips(), (Names{".git/: version-control", ".hg/: version-control"}));
}

TEST_F(WalkTest, LinksAreNotFollowed) {
  folder_.write("real/a.py");
  std::filesystem::create_symlink("..", folder_.path() / "real/loop");
  std::filesystem::create_symlink("/etc", folder_.path() / "outside");
  std::filesystem::create_symlink("real/a.py", folder_.path() / "b.py");
  std::filesystem::create_symlink("nowhere", folder_.path() / "dangling");
  EXPECT_EQ(files(), (Names{"real/a.py"}));
  EXPECT_EQ(skips(), (Names{"b.py: symlink", "dangling: symlink", "outside: symlink", "real/loop: symlink"}));
  std::filesystem::create_directory_symlink("real", folder_.path() / "named");
  EXPECT_EQ(files("named"), (Names{"a.py"}));  // a person may name one
}

TEST_F(WalkTest, SpecialFiles) {
  ASSERT_EQ(::mkfifo((folder_.path() / "a.py").c_str(), 0600), 0);
  ASSERT_EQ(::mkfifo((folder_.path() / "pipe").c_str(), 0600), 0);
  const int number = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_GE(number, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = (folder_.path() / "s").string();
  ASSERT_LT(path.size(), sizeof address.sun_path);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  EXPECT_EQ(::bind(number, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(number);
  EXPECT_EQ(files(), Names{});
  EXPECT_EQ(skips(), (Names{"a.py: special!", "pipe: special", "s: special"}));
}

TEST_F(WalkTest, TooLarge) {
  options_.max_file_size = 10;
  folder_.write("a.py", "1234567890");
  folder_.write("b.py", "12345678901");
  folder_.write("c.dat", "12345678901");
  folder_.write("d.zip", "12345678901");
  EXPECT_EQ(files(), (Names{"a.py", "d.zip"}));
  EXPECT_EQ(skips(), (Names{"b.py: too-large!", "c.dat: too-large"}));
}

TEST_F(WalkTest, Unreadable) {
  folder_.write("open/a.py");
  folder_.write("closed/a.py");
  std::filesystem::permissions(folder_.path() / "closed", std::filesystem::perms::none);
  {
    const WithoutPrivilege reduced;
    EXPECT_EQ(files(), (Names{"open/a.py"}));
    EXPECT_EQ(skips(), (Names{"closed/: unreadable!"}));
    auto root = walk(folder_.path() / "closed", options_, {});
    ASSERT_FALSE(root);
    EXPECT_EQ(root.error().kind, ErrorKind::kUnreadable);
  }
  std::filesystem::permissions(folder_.path() / "closed", std::filesystem::perms::owner_all);
}

TEST_F(WalkTest, StrangeNames) {
  for (const std::string_view name :
       {"new\nline.py", "\x1b[31m.py", "bad\xff\xfe.py", "-rf", "a b/c\\d", "*", "\u202e\u202c.py"}) {
    folder_.write(name);
  }
  Names expected = {"\x1b[31m.py",    "*", "-rf", "a b/c\\d", "bad\xff\xfe.py", "new\nline.py",
                    "\u202e\u202c.py"};
  std::ranges::sort(expected);
  EXPECT_EQ(files(), expected);
}

TEST_F(WalkTest, NestedTooDeep) {
  // Deeper than a path may be long, so folder by folder.
  int above = ::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY);
  for (int i = 0; i < 600; ++i) {
    ASSERT_GE(above, 0);
    ASSERT_EQ(::mkdirat(above, "a-folder", 0700), 0);
    const int below = ::openat(above, "a-folder", O_RDONLY | O_DIRECTORY);
    ::close(above);
    above = below;
  }
  ::close(above);
  Walk walk = walked();
  ASSERT_EQ(walk.skips.size(), 1U);
  EXPECT_EQ(walk.skips[0].reason, SkipReason::kUnreadable);
  EXPECT_TRUE(walk.skips[0].notable);
}

TEST_F(WalkTest, Interrupted) {
  folder_.write("a.py");
  folder_.write("sub/a.py");
  const std::stop_source stop;
  stop.request_stop();
  auto result = walk(folder_.path(), options_, stop.get_token());
  ASSERT_TRUE(result);
  EXPECT_EQ(names(*result), (Names{"a.py"}));
  ASSERT_EQ(result->skips.size(), 1U);
  EXPECT_EQ(result->skips[0].path, "sub/");
  EXPECT_EQ(result->skips[0].reason, SkipReason::kInterrupted);
}

TEST_F(WalkTest, SingleFile) {
  const std::filesystem::path file = folder_.write("node_modules/a.py", "12345");
  Walk walk = walk_single_file(file, "shown.py", 5);
  ASSERT_EQ(walk.files.size(), 1U);
  EXPECT_EQ(walk.files[0].path, "shown.py");
  EXPECT_EQ(walk.files[0].disk, file.string());
  EXPECT_EQ(walk.files[0].size, 5U);

  std::filesystem::create_symlink(file, folder_.path() / "link.py");
  EXPECT_EQ(walk_single_file(folder_.path() / "link.py", "link.py", 5).files.at(0).disk, file.string());

  std::filesystem::create_symlink("loop", folder_.path() / "loop");
  struct Case {
    std::filesystem::path path;
    SkipReason reason;
  };
  for (const auto& [path, reason] :
       {Case{folder_.path() / "none", SkipReason::kVanished}, Case{folder_.path(), SkipReason::kSpecial},
        Case{folder_.path() / "loop", SkipReason::kUnreadable}, Case{"/dev/null", SkipReason::kSpecial}}) {
    Walk none = walk_single_file(path, "x", 5);
    EXPECT_TRUE(none.files.empty());
    ASSERT_EQ(none.skips.size(), 1U) << path;
    EXPECT_EQ(none.skips[0].reason, reason) << path;
    EXPECT_TRUE(none.skips[0].notable) << path;
  }
  EXPECT_EQ(walk_single_file(file, "x", 4).skips.at(0).reason, SkipReason::kTooLarge);
}

TEST(ArchiveName, Endings) {
  for (const std::string_view name :
       {"a.zip", "a-1.0-py3-none-any.whl", "A.ZIP", "a.tgz", "x/a.tar.gz", "a.tar", "a.mcpb", "a.dxt",
        "a.vsix", "a.egg", "a.tar.xz", "a.tar.bz2", "a.tar.zst"}) {
    EXPECT_TRUE(is_archive_name(name)) << name;
  }
  for (const std::string_view name : {"", ".zip", "zip", "a.gz", "a.zip.txt", "a.tar.py"}) {
    EXPECT_FALSE(is_archive_name(name)) << name;
  }
}

}  // namespace
}  // namespace sentinel
