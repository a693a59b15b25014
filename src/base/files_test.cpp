#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

namespace sentinel {
namespace {

namespace fs = std::filesystem;

class FilesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sentinel-files-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  size_t count() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(FilesTest, WriteAndRead) {
  const fs::path path = folder_ / "a.txt";
  const std::string large(3U << 20U, 'x');
  for (const std::string& text : {std::string(), std::string("one\0two\n", 8), large}) {
    ASSERT_TRUE(write_file(path, text));
    EXPECT_EQ(read_text_file(path).value(), text);
    EXPECT_EQ(count(), 1U);  // nothing is left beside it
  }
}

TEST_F(FilesTest, ReadFailures) {
  ASSERT_TRUE(write_file(folder_ / "a.txt", "0123456789"));
  struct Case {
    fs::path path;
    size_t limit;
    ErrorKind kind;
  };
  for (const auto& [path, limit, kind] : {
           Case{folder_ / "none", 100, ErrorKind::kNotFound},
           Case{folder_ / "a.txt" / "b", 100, ErrorKind::kNotFound},
           Case{folder_, 100, ErrorKind::kUnreadable},
           Case{folder_ / "a.txt", 9, ErrorKind::kLimit},
       }) {
    const auto result = read_text_file(path, limit);
    ASSERT_FALSE(result) << path;
    EXPECT_EQ(result.error().kind, kind) << path;
    EXPECT_EQ(result.error().where, path.string());
  }
  EXPECT_TRUE(read_text_file(folder_ / "a.txt", 10));
}

TEST_F(FilesTest, KeepsTheModeAndReplacesLinks) {
  const fs::path path = folder_ / "a.txt";
  ASSERT_TRUE(write_file(path, "old"));
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  ASSERT_TRUE(write_file(path, "new"));
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);

  fs::create_symlink(path, folder_ / "link");
  ASSERT_TRUE(write_file(folder_ / "link", "other"));
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(folder_ / "link")));
  EXPECT_EQ(read_text_file(path).value(), "new");
}

TEST_F(FilesTest, WriteFailures) {
  for (const fs::path& path : {folder_, folder_ / "none" / "a.txt"}) {
    const auto result = write_file(path, "text");
    ASSERT_FALSE(result) << path;
    EXPECT_EQ(result.error().kind, ErrorKind::kUsage);
    EXPECT_EQ(result.error().where, path.string());
  }
  EXPECT_EQ(count(), 0U);
}

TEST_F(FilesTest, FullDisk) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const auto result = write_file("/dev/full", "text");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().text(), "/dev/full: cannot be written: No space left on device");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(FilesTest, ClosedPipe) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ::close(ends[0]);
  const auto result = write_all(ends[1], "text");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().text(), "cannot be written: Broken pipe");
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGPIPE), 0);  // and none strikes later
  ::close(ends[1]);
}

TEST_F(FilesTest, PipesAreWrittenInPlaceAndReadWhole) {
  const fs::path path = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const std::string text(500'000, 'x');  // more than a pipe holds
  Result<void> written;
  std::jthread writer([&] { written = write_file(path, text); });
  EXPECT_EQ(read_text_file(path).value(), text);
  writer.join();
  EXPECT_TRUE(written);
  EXPECT_TRUE(fs::is_fifo(path));
}

TEST_F(FilesTest, NonBlockingPipe) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ASSERT_EQ(::fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
  const std::string text(500'000, 'x');
  size_t received = 0;
  std::jthread reader([&] {
    std::array<char, 4096> buffer;
    for (ssize_t size = 0; (size = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
      received += static_cast<size_t>(size);
    }
  });
  EXPECT_TRUE(write_all(ends[1], text));
  ::close(ends[1]);
  reader.join();
  EXPECT_EQ(received, text.size());
  ::close(ends[0]);
}

}  // namespace
}  // namespace sentinel
