#include "source/git.h"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/git_test_folder.h"

namespace sentinel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> paths_of(const auto& entries) {
  std::vector<std::string> paths;
  for (const auto& entry : entries) paths.push_back(entry.path);
  return paths;
}

class GitTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.write("repo/a.py", "one\ntwo\nthree\n");
    folder_.write("repo/sub/b.py", "b\n");
    folder_.write("repo/.gitignore", "ignored\n");
    folder_.run("repo", "git init -q -b main . && git add . && git commit -qm first");
  }
  GitRepository open() { return *GitRepository::open(folder_ / "repo", folder_.environment()); }

  GitTestFolder folder_;
};

TEST_F(GitTest, FilesOfARevision) {
  folder_.write("repo/a name with\ttab \"and\" \xC3\xA9", "x");
  folder_.run("repo",
              "ln -s a.py link && git add . && git commit -qm second && git checkout -q --detach && "
              "git -c protocol.file.allow=always submodule --quiet add ./ module && git commit -qm third");
  const GitRepository repository = open();
  EXPECT_EQ(repository.work_tree(), folder_ / "repo");
  const auto first = repository.files_of("HEAD~2");
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_THAT(paths_of(first->files), ElementsAre(".gitignore", "a.py", "sub/b.py"));
  EXPECT_THAT(first->skips, IsEmpty());

  const auto third = repository.files_of("HEAD");
  ASSERT_TRUE(third);
  EXPECT_THAT(paths_of(third->files), ElementsAre(".gitignore", ".gitmodules",
                                                  "a name with\ttab \"and\" \xC3\xA9", "a.py", "sub/b.py"));
  ASSERT_THAT(paths_of(third->skips), ElementsAre("link", "module/"));
  EXPECT_EQ(third->skips[0].reason, SkipReason::kSymlink);
  EXPECT_EQ(third->skips[1].reason, SkipReason::kVersionControl);
  EXPECT_EQ(third->files[3].size, 14U);
  EXPECT_EQ(repository.read_blob(third->files[3].id, 14), "one\ntwo\nthree\n");
}

TEST_F(GitTest, OpensFromInsideAndBare) {
  folder_.run("", "git clone -q --bare repo bare.git");
  const auto inside = GitRepository::open(folder_ / "repo/sub/b.py", folder_.environment());
  ASSERT_TRUE(inside) << inside.error().text();
  EXPECT_EQ(inside->work_tree(), folder_ / "repo");
  EXPECT_EQ(inside->files_of("main")->files.size(), 3U) << "from the top, not from the folder given";
  for (const auto& bare : {GitRepository::open(folder_ / "bare.git", folder_.environment()),
                           GitRepository::open_own(folder_ / "bare.git", folder_.environment())}) {
    ASSERT_TRUE(bare) << bare.error().text();
    EXPECT_TRUE(bare->work_tree().empty());
    EXPECT_EQ(bare->files_of("main")->files.size(), 3U);
    EXPECT_FALSE(bare->changed_since("main"));
  }
}

TEST_F(GitTest, OpenErrors) {
  std::filesystem::create_directory(folder_ / "empty");
  const auto none = GitRepository::open(folder_ / "empty", folder_.environment());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(none.error().where, (folder_ / "empty").string());
  EXPECT_EQ(GitRepository::open(folder_ / "missing", folder_.environment()).error().kind,
            ErrorKind::kNotFound);

  // git's own switch for testing this.
  Environment environment = folder_.environment();
  environment.variables["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1";
  const auto foreign = GitRepository::open(folder_ / "repo", environment);
  ASSERT_FALSE(foreign);
  EXPECT_THAT(foreign.error().message, HasSubstr("dubious ownership"));
  EXPECT_THAT(foreign.error().hint, HasSubstr("safe.directory"));

  environment = folder_.environment();
  environment.variables["PATH"] = "relative:" + (folder_ / "empty").string();
  const auto missing = GitRepository::open(folder_ / "repo", environment);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().hint, HasSubstr("install git"));
}

TEST_F(GitTest, WorkTreeElsewhereIsRefused) {
  folder_.write("private/secret", "x");
  folder_.run("repo", "git config core.worktree ../../private");
  const auto repository = GitRepository::open(folder_ / "repo", folder_.environment());
  EXPECT_FALSE(repository);
}

TEST_F(GitTest, UnknownRevisions) {
  const GitRepository repository = open();
  for (const std::string_view revision :
       {"", "nope", "--all", "-h", "main^{tree}", "HEAD:a.py", "main..main", "a b", "--output=/tmp/x",
        "0000000000000000000000000000000000000000"}) {
    const auto id = repository.resolve(revision);
    ASSERT_FALSE(id) << revision;
    EXPECT_EQ(id.error().kind, ErrorKind::kNotFound) << revision;
  }
  EXPECT_EQ(*repository.resolve("HEAD"), *repository.resolve("main"));
}

TEST_F(GitTest, StagedContentsComeFromTheIndex) {
  folder_.write("repo/a.py", "staged\n");
  folder_.write("repo/new.py", "new\n");
  folder_.run("repo", "git add a.py new.py");
  folder_.write("repo/a.py", "only in the work tree\n");
  folder_.write("repo/untracked.py", "x\n");
  const GitRepository repository = open();
  const auto staged = repository.staged_files();
  ASSERT_TRUE(staged) << staged.error().text();
  ASSERT_THAT(paths_of(staged->files), ElementsAre("a.py", "new.py"));
  EXPECT_EQ(repository.read_blob(staged->files[0].id, 100), "staged\n");
  EXPECT_EQ(repository.read_blob(staged->files[0].old_id, 100), "one\ntwo\nthree\n");
  EXPECT_EQ(staged->files[0].size, 7U);
  EXPECT_EQ(staged->files[1].old_id, "");
}

TEST_F(GitTest, StagedBeforeTheFirstCommitAndInConflict) {
  folder_.write("fresh/x.py", "x\n");
  folder_.run("fresh", "git init -q . && git add .");
  const auto fresh = GitRepository::open(folder_ / "fresh", folder_.environment());
  EXPECT_THAT(paths_of(fresh->staged_files()->files), ElementsAre("x.py"));

  folder_.run("repo",
              "git checkout -qb other && echo other >a.py && git commit -qam o && git checkout -q main && "
              "echo main >a.py && git commit -qam m && (git merge -q other >/dev/null 2>&1 || true)");
  const auto staged = open().staged_files();
  ASSERT_TRUE(staged);
  EXPECT_THAT(staged->files, IsEmpty());
  ASSERT_THAT(paths_of(staged->skips), ElementsAre("a.py"));
  EXPECT_TRUE(is_failure(staged->skips[0].reason));
}

TEST_F(GitTest, IndexOfTheHookThatRunsUs) {
  folder_.write("repo/a.py", "by commit -a\n");
  folder_.run("repo", "GIT_INDEX_FILE=.git/other sh -c 'git read-tree HEAD && git add a.py'");
  Environment environment = folder_.environment();
  environment.working_folder = folder_ / "repo";
  environment.variables["GIT_INDEX_FILE"] = ".git/other";
  environment.variables["GIT_DIR"] = "/nonexistent";
  const auto repository = GitRepository::open(folder_ / "repo", environment);
  ASSERT_TRUE(repository) << repository.error().text();
  EXPECT_THAT(paths_of(repository->staged_files()->files), ElementsAre("a.py"));
  // The index of another repository is not taken.
  folder_.run("", "git init -q other-repo");
  const auto other = GitRepository::open(folder_ / "other-repo", environment);
  EXPECT_THAT(other->staged_files()->files, IsEmpty());
}

TEST_F(GitTest, ReadBlob) {
  const std::string zeros("a\0b\n\nmissing\n", 13);
  folder_.write("repo/zeros", zeros);
  folder_.write("repo/empty", "");
  folder_.write("repo/large", std::string(300'000, 'x'));
  folder_.run("repo", "git add . && git commit -qm more");
  const GitRepository repository = open();
  const auto listing = repository.files_of("HEAD");
  std::map<std::string, std::string> ids;
  for (const GitFile& file : listing->files) ids[file.path] = file.id;
  EXPECT_EQ(repository.read_blob(ids["zeros"], 13), zeros);
  EXPECT_EQ(repository.read_blob(ids["large"], 299'999).error().kind, ErrorKind::kLimit);
  EXPECT_EQ(repository.read_blob(ids["empty"], 0), "") << "in step after a refusal";
  EXPECT_EQ(repository.read_blob(std::string(40, '0'), 10).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(repository.read_blob(*repository.resolve("HEAD"), 10'000).error().kind, ErrorKind::kMalformed);
  EXPECT_EQ(repository.read_blob("HEAD\nHEAD", 10).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(repository.read_blob(ids["large"], 300'000)->size(), 300'000U);

  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 20; ++k) {
          if (repository.read_blob(ids["zeros"], 100) == zeros) ++good;
        }
      });
    }
  }
  EXPECT_EQ(good, 80);

  const std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(repository.files_of("HEAD", stop.get_token()).error().kind, ErrorKind::kInterrupted);
}

TEST_F(GitTest, ChangedSince) {
  folder_.write("repo/a.py", "three\none\r\nadded\ntwo\n");  // moved lines and one new line
  folder_.write("repo/moved.py", "b\n");                     // sub/b.py under another name
  folder_.run("repo", "rm sub/b.py && ln -s /etc/passwd link && git init -q nested && mkfifo fifo");
  folder_.write("repo/new.py", "x\n");
  folder_.write("repo/ignored", "x\n");
  folder_.write("repo/nested/file", "x\n");
  const auto changes = open().changed_since("HEAD");
  ASSERT_TRUE(changes) << changes.error().text();
  ASSERT_THAT(paths_of(changes->files), ElementsAre("a.py", "new.py"));
  EXPECT_FALSE(changes->files[0].is_all_new);
  EXPECT_THAT(changes->files[0].new_lines, ElementsAre(3));
  EXPECT_TRUE(changes->files[0].is_new_line(3));
  EXPECT_FALSE(changes->files[0].is_new_line(2));
  EXPECT_TRUE(changes->files[1].is_all_new);
  EXPECT_TRUE(changes->files[1].is_new_line(77));
  ASSERT_THAT(paths_of(changes->skips), ElementsAre("link", "nested/"));
  EXPECT_EQ(changes->skips[0].reason, SkipReason::kSymlink);
}

TEST_F(GitTest, ChangedSinceSeesCommitsStagesAndWorkTreeAlike) {
  folder_.write("repo/committed.py", "c\n");
  folder_.run("repo", "git add . && git commit -qm second");
  folder_.write("repo/staged.py", "s\n");
  folder_.run("repo",
              "git add . && git update-index --assume-unchanged a.py && git update-index --skip-worktree "
              "sub/b.py");
  folder_.write("repo/a.py", "one\ntwo\nthree\nhidden from git\n");
  folder_.write("repo/sub/b.py", "b\nhidden too\n");
  folder_.write("repo/utf16.txt", std::string("\xFF\xFE"
                                              "a\0\n\0",
                                              6));
  const auto changes = open().changed_since("HEAD~1");
  ASSERT_TRUE(changes);
  ASSERT_THAT(paths_of(changes->files),
              ElementsAre("a.py", "committed.py", "staged.py", "sub/b.py", "utf16.txt"));
  EXPECT_THAT(changes->files[0].new_lines, ElementsAre(4));
  EXPECT_THAT(changes->files[3].new_lines, ElementsAre(2));
}

TEST_F(GitTest, ChangedSinceOpensNothingThroughLinks) {
  folder_.write("outside/b.py", "private\n");
  folder_.run("repo", "rm -r sub && ln -s ../outside sub && rm a.py && ln -s ../outside/b.py a.py");
  const auto changes = open().changed_since("HEAD");
  ASSERT_TRUE(changes);
  EXPECT_THAT(changes->files, IsEmpty());
  EXPECT_THAT(paths_of(changes->skips), ElementsAre("a.py", "sub"));
}

// Whatever the repository's configuration names as a program must not run.
TEST_F(GitTest, NothingOfTheRepositoryIsRun) {
  const std::string mark = (folder_ / "RAN").string();
  folder_.write("evil.sh", "#!/bin/sh\ntouch '" + mark + "'\ncat\n");
  folder_.write("repo/.gitattributes", "* filter=evil diff=evil text=auto\n");
  folder_.write("repo/a.py", "one\ntwo\nthree\nfour\n");
  folder_.write("repo/new.py", "x\n");
  const std::string evil = (folder_ / "evil.sh").string();
  folder_.run("repo",
              "chmod +x ../evil.sh && git add new.py && for key in filter.evil.clean filter.evil.smudge "
              "filter.evil.process diff.evil.textconv diff.evil.command diff.external core.fsmonitor "
              "core.sshCommand core.gitProxy core.pager core.editor core.askPass pager.ls-tree "
              "pager.cat-file remote.origin.uploadpack uploadpack.packObjectsHook credential.helper; do "
              "git config $key '" +
                  evil + "'; done; git config remote.origin.url ext::" + evil +
                  "; git config remote.origin.promisor true; git config extensions.partialClone origin; "
                  "git config core.repositoryFormatVersion 1; git config protocol.ext.allow always; "
                  "for hook in post-index-change post-checkout reference-transaction; do "
                  "cp ../evil.sh .git/hooks/$hook; done; touch a.py");
  const GitRepository repository = open();
  EXPECT_EQ(repository.changed_since("HEAD")->files.size(), 3U);
  EXPECT_EQ(repository.staged_files()->files.size(), 1U);
  EXPECT_EQ(repository.files_of("HEAD")->files.size(), 3U);
  // A missing object of a partial clone would be fetched from the "remote".
  EXPECT_FALSE(repository.read_blob(std::string(40, '1'), 10));
  EXPECT_FALSE(std::filesystem::exists(mark));
  // The trap works: git itself, asked in the ordinary way, does run it.
  folder_.run("repo", "git -c core.fsmonitor= status >/dev/null 2>&1 || true");
  EXPECT_TRUE(std::filesystem::exists(mark));
}

TEST(Git, Sha256Repository) {
  const GitTestFolder folder;
  folder.write("repo/a.py", "one\n");
  folder.run("repo", "git init -q --object-format=sha256 . && git add . && git commit -qm first");
  const auto repository = GitRepository::open(folder / "repo", folder.environment());
  ASSERT_TRUE(repository) << repository.error().text();
  EXPECT_THAT(repository->changed_since("HEAD")->files, IsEmpty());
  EXPECT_EQ(repository->read_blob(repository->files_of("HEAD")->files.at(0).id, 10), "one\n");
}

TEST(Git, FindNewLines) {
  struct Case {
    std::string_view before, after;
    std::vector<uint32_t> lines;
  };
  for (const auto& [before, after, lines] : {
           Case{"", "", {}},
           Case{"", "a", {1}},
           Case{"", "a\nb\n", {1, 2}},
           Case{"a\nb\n", "a\r\nb\r\n", {}},           // only the line endings
           Case{"a\nb\n", "b\na\n", {}},               // moved
           Case{"a\nb\n", "a\n", {}},                  // deleted
           Case{"a\n}\n", "a\n}\nb\n}\n", {3, 4}},     // the first } is in the common beginning
           Case{"x\na\ny\n", "a\nq\na\n", {1, 2, 3}},  // which `a` is the old one cannot be told
           Case{"a", "a\n", {}},
           Case{"a\nb", "a\nc\nb", {2}},
           Case{"a\rb", "a\rc\rb", {2}},
           Case{"a\na\n", "a\na\na\n", {3}},
       }) {
    EXPECT_EQ(find_new_lines(before, after), lines) << before << "->" << after;
  }
}

}  // namespace
}  // namespace sentinel
