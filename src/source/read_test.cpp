#include "source/read.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/test_folder.h"
#include "source/walk.h"

namespace sentinel {
namespace {

using namespace std::string_literals;

SkipReason reason_of(const ReadOutcome& outcome) {
  const auto* problem = std::get_if<ReadProblem>(&outcome);
  EXPECT_NE(problem, nullptr);
  return problem == nullptr ? SkipReason::kInterrupted : problem->reason;
}

FileEntry entry_for(const std::filesystem::path& disk) {
  FileEntry entry;
  entry.path = entry.relative = disk.filename().string();
  entry.disk = disk.string();
  return entry;
}

TEST(ReadBytes, Encodings) {
  struct Case {
    std::string name;
    std::string bytes;
    std::string text;
    Encoding encoding;
  };
  for (const auto& [name, bytes, text, encoding] : {
           Case{"a.py", "", "", Encoding::kUtf8},
           Case{"a.py", "x\r\ny\n", "x\r\ny\n", Encoding::kUtf8},
           Case{"a.py", "\xef\xbb\xbfx", "\xef\xbb\xbfx", Encoding::kUtf8},
           Case{"a.py", "\xe9t\xe9", "\xe9t\xe9", Encoding::kLatin1},
           Case{"a.py", "\xff\xfex\0\xac\x20"s, "x\u20ac", Encoding::kUtf16Le},
           Case{"a.py", "\xfe\xff\0x\x20\xac"s, "x\u20ac", Encoding::kUtf16Be},
           Case{"a.py", "\xff\xfe\x3d\xd8\x00\xde"s, "\U0001f600", Encoding::kUtf16Le},
           Case{"a.py", "\xfe\xff\xd8\x3d\xde\x00"s, "\U0001f600", Encoding::kUtf16Be},
           Case{"a.py", "\xff\xfe", "", Encoding::kUtf16Le},
           Case{"a.py", "x\0y"s, "x\0y"s, Encoding::kUtf8},  // an interpreter would run it
           Case{"a.py", "GIF89a = 1", "GIF89a = 1", Encoding::kUtf8},
           Case{"a.md", "x\0y"s, "x\0y"s, Encoding::kUtf8},
           Case{"run", "#!/bin/sh\n\0"s, "#!/bin/sh\n\0"s, Encoding::kUtf8},
           Case{"notes", std::string(8192, 'a') + "\0"s, std::string(8192, 'a') + "\0"s, Encoding::kUtf8},
       }) {
    ReadOutcome outcome = read_source_bytes(name, "sub/" + name, bytes);
    const auto* file = std::get_if<SourceFile>(&outcome);
    ASSERT_NE(file, nullptr) << testing::PrintToString(bytes);
    EXPECT_EQ(file->text, text) << testing::PrintToString(bytes);
    EXPECT_EQ(file->encoding, encoding) << testing::PrintToString(bytes);
    EXPECT_EQ(file->path, name);
    EXPECT_EQ(file->relative, "sub/" + name);
  }
}

TEST(ReadBytes, Problems) {
  struct Case {
    std::string name;
    std::string bytes;
    SkipReason reason;
  };
  for (const auto& [name, bytes, reason] : {
           Case{"a.py", "\xff\xfex"s, SkipReason::kBadEncoding},            // odd length
           Case{"a.py", "\xff\xfe\x3d\xd8"s, SkipReason::kBadEncoding},     // a high surrogate at the end
           Case{"a.py", "\xff\xfe\x3d\xd8x\0"s, SkipReason::kBadEncoding},  // and before a letter
           Case{"a.py", "\xff\xfe\x00\xde"s, SkipReason::kBadEncoding},     // a low one first
           Case{"a.py", "\xff\xfe\0\0x\0\0\0"s, SkipReason::kBadEncoding},  // UTF-32
           Case{"a.py", "\0\0\xfe\xff\0\0\0x"s, SkipReason::kBadEncoding},
           Case{"logo.png", "\x89PNG\r\n\x1a\n", SkipReason::kBinary},
           Case{"data", "x\0y"s, SkipReason::kBinary},
           Case{"data", std::string(8191, 'a') + "\0"s, SkipReason::kBinary},
           Case{"a.txt", "%PDF-1.7", SkipReason::kBinary},
       }) {
    EXPECT_EQ(name_of(reason_of(read_source_bytes(name, name, bytes))), name_of(reason))
        << testing::PrintToString(bytes);
  }
}

TEST(ReadSource, WholeFileWithinTheLimit) {
  const TestFolder folder;
  for (const size_t size : {0U, 1U, 4095U, 4096U, 100'000U}) {
    const std::string text(size, 'a');
    const FileEntry entry = entry_for(folder.write("a.py", text));
    ReadOutcome outcome = read_source(entry, size);
    ASSERT_TRUE(std::holds_alternative<SourceFile>(outcome)) << size;
    EXPECT_EQ(std::get<SourceFile>(outcome).text, text);
    if (size > 0) {
      EXPECT_EQ(reason_of(read_source(entry, size - 1)), SkipReason::kTooLarge) << size;
    }
  }
}

TEST(ReadSource, FileWithoutAStatedSize) {
  // The kernel says 0 bytes and has more.
  const FileEntry entry = entry_for("/proc/" + std::to_string(getpid()) + "/status");
  ReadOutcome outcome = read_source(entry, 1U << 20U);
  ASSERT_TRUE(std::holds_alternative<SourceFile>(outcome));
  EXPECT_GT(std::get<SourceFile>(outcome).text.size(), 100U);
  EXPECT_EQ(reason_of(read_source(entry, 100)), SkipReason::kTooLarge);
}

TEST(ReadSource, VanishedAfterTheWalk) {
  const TestFolder folder;
  folder.write("a.py");
  auto found = walk(folder.path(), {}, {});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->files.size(), 1U);
  std::filesystem::remove(found->files[0].disk);
  EXPECT_EQ(reason_of(read_source(found->files[0], 100)), SkipReason::kVanished);
  EXPECT_EQ(reason_of(read_source({}, 100)), SkipReason::kVanished);
}

TEST(ReadSource, WhatTookTheFilesPlace) {
  const TestFolder folder;
  folder.write("secret.py");
  const std::filesystem::path path = folder.path() / "a.py";
  std::filesystem::create_symlink("secret.py", path);
  EXPECT_EQ(reason_of(read_source(entry_for(path), 100)), SkipReason::kSymlink);
  std::filesystem::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(reason_of(read_source(entry_for(path), 100)), SkipReason::kSpecial);  // and does not wait
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_EQ(reason_of(read_source(entry_for(path), 100)), SkipReason::kSpecial);
  EXPECT_EQ(reason_of(read_source(entry_for("/dev/zero"), 100)), SkipReason::kSpecial);
}

}  // namespace
}  // namespace sentinel
