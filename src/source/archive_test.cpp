#include "source/archive.h"

#include <algorithm>
#include <clocale>

#include <archive.h>
#include <archive_entry.h>

#include "source/test_folder.h"

namespace sentinel {
namespace {

using namespace std::string_literals;
using Names = std::vector<std::string>;

struct Member {
  std::string name;
  std::string text;
  unsigned type = AE_IFREG;
  const char* link = nullptr;      // a symbolic link's target
  const char* hardlink = nullptr;  // another member
};

enum class Format { kZip, kStoredZip, kEncryptedZip, kTar, kTarGz, kTarBz2, kTarXz, kTarZst };
constexpr Format kAllFormats[] = {Format::kZip,    Format::kStoredZip, Format::kTar,   Format::kTarGz,
                                  Format::kTarBz2, Format::kTarXz,     Format::kTarZst};

std::string ending(Format format) {
  switch (format) {
    case Format::kZip:
    case Format::kStoredZip:
    case Format::kEncryptedZip:
      return ".zip";
    case Format::kTar:
      return ".tar";
    case Format::kTarGz:
      return ".tar.gz";
    case Format::kTarBz2:
      return ".tar.bz2";
    case Format::kTarXz:
      return ".tar.xz";
    case Format::kTarZst:
      return ".tar.zst";
  }
  return "";
}

std::string pack(Format format, const std::vector<Member>& members) {
  // So that names in UTF-8 are marked as such.
  locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  locale_t before = ::uselocale(locale);
  archive* writer = ::archive_write_new();
  ::archive_write_set_bytes_in_last_block(writer, 1);
  if (ending(format) == ".zip") {
    ::archive_write_set_format_zip(writer);
    if (format == Format::kStoredZip) ::archive_write_set_options(writer, "zip:compression=store");
    if (format == Format::kEncryptedZip) {
      EXPECT_EQ(::archive_write_set_options(writer, "zip:encryption=traditional"), ARCHIVE_OK);
      ::archive_write_set_passphrase(writer, "x");
    }
  } else {
    ::archive_write_set_format_pax_restricted(writer);
    if (format == Format::kTarGz) ::archive_write_add_filter_gzip(writer);
    if (format == Format::kTarBz2) ::archive_write_add_filter_bzip2(writer);
    if (format == Format::kTarXz) ::archive_write_add_filter_xz(writer);
    if (format == Format::kTarZst) ::archive_write_add_filter_zstd(writer);
  }
  size_t room = 1U << 20U;
  for (const Member& member : members) room += member.text.size() + 2 * member.name.size() + 2048;
  std::string bytes(room, '\0');
  size_t used = 0;
  EXPECT_EQ(::archive_write_open_memory(writer, bytes.data(), bytes.size(), &used), ARCHIVE_OK);
  for (const Member& member : members) {
    archive_entry* entry = ::archive_entry_new();
    ::archive_entry_set_pathname(entry, member.name.c_str());
    ::archive_entry_set_filetype(entry, member.type);
    ::archive_entry_set_perm(entry, 0644);
    if (member.type == AE_IFREG && member.hardlink == nullptr) {
      ::archive_entry_set_size(entry, static_cast<la_int64_t>(member.text.size()));
    }
    if (member.link != nullptr) ::archive_entry_set_symlink(entry, member.link);
    if (member.hardlink != nullptr) ::archive_entry_set_hardlink(entry, member.hardlink);
    // It warns of a name that is not UTF-8.
    EXPECT_GE(::archive_write_header(writer, entry), ARCHIVE_WARN) << member.name;
    if (!member.text.empty()) ::archive_write_data(writer, member.text.data(), member.text.size());
    ::archive_entry_free(entry);
  }
  EXPECT_EQ(::archive_write_close(writer), ARCHIVE_OK);
  ::archive_write_free(writer);
  ::uselocale(before);
  ::freelocale(locale);
  bytes.resize(used);
  return bytes;
}

struct Outcome {
  std::vector<SourceFile> files;
  Names skips;  // "path: reason", with a '!' where a person should see it

  Names names() const {
    Names all;
    for (const SourceFile& file : files) all.push_back(file.path);
    return all;
  }
  bool has_failed() const {
    return std::ranges::any_of(skips, [](const std::string& skip) {
      return skip.ends_with(": bad-archive!") || skip.ends_with(": archive-limit!");
    });
  }
};

class ArchiveTest : public testing::Test {
 protected:
  WalkOptions options_;
  ArchiveLimits limits_;
  std::stop_token stop_;
  TestFolder folder_;

  static auto found(Outcome& outcome) {
    return [&outcome](SourceFile&& file) { outcome.files.push_back(std::move(file)); };
  }
  static auto skipped(Outcome& outcome) {
    return [&outcome](Skip&& skip) {
      EXPECT_TRUE(skip.notable || !is_failure(skip.reason));
      outcome.skips.push_back(skip.path + ": " + std::string(name_of(skip.reason)) +
                              (skip.notable ? "!" : ""));
    };
  }

  Outcome read(const std::string& bytes, const std::string& name) {
    Outcome outcome;
    read_archive_bytes({name, name, "", bytes.size(), true}, bytes, options_, limits_, stop_, found(outcome),
                       skipped(outcome));
    return outcome;
  }
  Outcome read(Format format, const std::vector<Member>& members) {
    return read(pack(format, members), "a" + ending(format));
  }
  Outcome read_from_disk(const std::string& bytes, const std::string& name) {
    Outcome outcome;
    const std::string disk = folder_.write(name, bytes).string();
    read_archive({name, name, disk, bytes.size(), true}, options_, limits_, stop_, found(outcome),
                 skipped(outcome));
    return outcome;
  }
};

TEST_F(ArchiveTest, MembersOfEveryFormat) {
  for (const Format format : kAllFormats) {
    const std::vector<Member> members = {
        {"b.py", "x = 1\n"}, {"sub/", "", AE_IFDIR}, {"sub/a.json", "{}"}, {"empty", ""}};
    const std::string name = "a" + ending(format);
    for (const bool from_disk : {false, true}) {
      const std::string bytes = pack(format, members);
      Outcome outcome = from_disk ? read_from_disk(bytes, name) : read(bytes, name);
      EXPECT_EQ(outcome.names(), (Names{name + "!/b.py", name + "!/sub/a.json", name + "!/empty"})) << name;
      EXPECT_EQ(outcome.skips, Names{}) << name;
      ASSERT_EQ(outcome.files.size(), 3U) << name;
      EXPECT_EQ(outcome.files[0].text, "x = 1\n");
      EXPECT_EQ(outcome.files[0].relative, name + "!/b.py");
      EXPECT_EQ(outcome.files[0].language, Language::kPython);
    }
  }
}

TEST_F(ArchiveTest, NamesNeverLeaveTheArchive) {
  for (const Format format : {Format::kZip, Format::kTar}) {
    const Outcome outcome =
        read(format, {{"/etc/passwd", "x"}, {"../../up.py", "x"}, {"a/../../b.py", "x"}, {"./c//d.py", "x"}});
    const std::string archive_name = "a" + ending(format);
    EXPECT_EQ(outcome.names(),
              (Names{archive_name + "!/%2Fetc/passwd", archive_name + "!/%2E%2E/%2E%2E/up.py",
                     archive_name + "!/a/%2E%2E/%2E%2E/b.py", archive_name + "!/c/d.py"}));
  }
}

TEST_F(ArchiveTest, NamesThatAreNotAscii) {
  for (const Format format : kAllFormats) {
    const std::string prefix = "a" + ending(format) + "!/";
    for (std::string name : {"caf\u00e9.py"s, "new\nline.py"s}) {
      const Outcome outcome = read(format, {{name, "x"}});
      EXPECT_EQ(outcome.names(), (Names{prefix + name}));
      EXPECT_EQ(outcome.skips, Names{});
    }
    std::string bytes = pack(format, {{"bad\xff.py", "x"}});
    if (ending(format) == ".zip") {
      // Marked as UTF-8, which it is not: the name is lost, and that is said.
      EXPECT_EQ(read(bytes, "a.zip").skips, (Names{"a.zip!/unnamed: bad-archive!"}));
      // As tools write it that know of no UTF-8.
      bytes[7] = static_cast<char>(bytes[7] & ~8);
      const size_t central = bytes.find("PK\x01\x02");
      bytes[central + 9] = static_cast<char>(bytes[central + 9] & ~8);
    }
    EXPECT_EQ(read(bytes, "a" + ending(format)).names(), (Names{prefix + "bad\xff.py"}));
  }
}

TEST_F(ArchiveTest, WhatIsNoFile) {
  const Outcome outcome = read(Format::kTar, {{"a.py", "x"},
                                              {"link.py", "", AE_IFLNK, "/etc/passwd"},
                                              {"hard.py", "", AE_IFREG, nullptr, "a.py"},
                                              {"pipe.py", "", AE_IFIFO},
                                              {"device", "", AE_IFCHR},
                                              {"disk", "", AE_IFBLK}});
  EXPECT_EQ(outcome.names(), (Names{"a.tar!/a.py"}));
  EXPECT_EQ(outcome.skips,
            (Names{"a.tar!/link.py: symlink", "a.tar!/hard.py: symlink", "a.tar!/pipe.py: special!",
                   "a.tar!/device: special", "a.tar!/disk: special"}));
}

TEST_F(ArchiveTest, DuplicateNamesAreBothRead) {
  for (const Format format : {Format::kZip, Format::kTarGz}) {
    Outcome outcome = read(format, {{"a.py", "one"}, {"a.py", "two"}});
    ASSERT_EQ(outcome.files.size(), 2U);
    EXPECT_EQ(outcome.files[0].text, "one");
    EXPECT_EQ(outcome.files[1].text, "two");
  }
}

TEST_F(ArchiveTest, PoliciesAndPatterns) {
  const std::vector<Member> members = {{"src/a.py", "x"},
                                       {"node_modules/x/a.js", "x"},
                                       {"node_modules/y.js", "x"},
                                       {"p/.git/config", "x"},
                                       {"gen/a.py", "x"},
                                       {"gen/b.py", "x"},
                                       {"b.log", "x"},
                                       {"img", "x\0y"s},
                                       {"big.py", std::string(2000, 'x')},
                                       {"big.bin", std::string(2000, 'x')}};
  options_.exclude = {"gen/", "*.log"};
  options_.max_file_size = 1024;
  for (const Format format : kAllFormats) {
    const Outcome outcome = read(format, members);
    const std::string prefix = "a" + ending(format) + "!/";
    EXPECT_EQ(outcome.names(), (Names{prefix + "src/a.py"}));
    EXPECT_EQ(outcome.skips,
              (Names{prefix + "node_modules/: dependency", prefix + "p/.git/: version-control",
                     prefix + "gen/: excluded", prefix + "b.log: excluded", prefix + "img: binary",
                     prefix + "big.py: too-large!", prefix + "big.bin: too-large"}));
  }
  options_ = {};
  options_.include = {"*.js"};
  options_.leave_out_dependencies = false;
  const Outcome outcome = read(Format::kZip, {{"node_modules/a.js", "x"}, {"a.py", "x"}});
  EXPECT_EQ(outcome.names(), (Names{"a.zip!/node_modules/a.js"}));
  EXPECT_EQ(outcome.skips, (Names{"a.zip!/a.py: excluded"}));
}

TEST_F(ArchiveTest, BadEncodingOfAMember) {
  const Outcome outcome = read(Format::kZip, {{"a.py", "\xff\xfex"}, {"b.py", "x"}});
  EXPECT_EQ(outcome.names(), (Names{"a.zip!/b.py"}));
  EXPECT_EQ(outcome.skips, (Names{"a.zip!/a.py: bad-encoding!"}));
}

TEST_F(ArchiveTest, ArchivesInsideArchives) {
  std::string inner = pack(Format::kTarGz, {{"deep.py", "x"}});
  std::string middle = pack(Format::kZip, {{"in.tgz", inner}, {"m.py", "x"}});
  const std::string outer = pack(Format::kTar, {{"sub/mid.zip", middle}, {"o.py", "x"}});
  Outcome outcome = read(outer, "a.tar");
  EXPECT_EQ(outcome.names(),
            (Names{"a.tar!/sub/mid.zip!/in.tgz!/deep.py", "a.tar!/sub/mid.zip!/m.py", "a.tar!/o.py"}));
  EXPECT_EQ(outcome.skips, Names{});
  limits_.depth = 1;
  outcome = read(outer, "a.tar");
  EXPECT_EQ(outcome.names(), (Names{"a.tar!/sub/mid.zip!/m.py", "a.tar!/o.py"}));
  EXPECT_EQ(outcome.skips, (Names{"a.tar!/sub/mid.zip!/in.tgz: archive-limit!"}));
  limits_.depth = 0;
  outcome = read(outer, "a.tar");
  EXPECT_EQ(outcome.names(), (Names{"a.tar!/o.py"}));
  EXPECT_EQ(outcome.skips, (Names{"a.tar!/sub/mid.zip: archive-limit!"}));
}

TEST_F(ArchiveTest, DepthHasABoundByDefault) {
  std::string bytes = pack(Format::kZip, {{"a.py", "x"}});
  for (int i = 0; i < 3; ++i) bytes = pack(Format::kZip, {{"n.zip", bytes}});
  EXPECT_EQ(read(bytes, "a.zip").names(), (Names{"a.zip!/n.zip!/n.zip!/n.zip!/a.py"}));
  bytes = pack(Format::kZip, {{"n.zip", bytes}});
  EXPECT_EQ(read(bytes, "a.zip").names(), Names{});
  EXPECT_EQ(read(bytes, "a.zip").skips, (Names{"a.zip!/n.zip!/n.zip!/n.zip!/n.zip: archive-limit!"}));
}

TEST_F(ArchiveTest, LimitOfMembers) {
  limits_.members = 3;
  std::vector<Member> members = {{"a", "x"}, {"b", "x"}, {"c", "x"}};
  EXPECT_EQ(read(Format::kZip, members).skips, Names{});
  members.push_back({"d", "x"});
  members.push_back({"e", "x"});
  const Outcome outcome = read(Format::kZip, members);
  EXPECT_EQ(outcome.files.size(), 3U);
  EXPECT_EQ(outcome.skips, (Names{"a.zip: archive-limit!"}));
  // Those of an inner archive count as well.
  std::string inner = pack(Format::kZip, {{"1", "x"}, {"2", "x"}, {"3", "x"}});
  EXPECT_EQ(read(Format::kTar, {{"in.zip", inner}, {"b", "x"}}).skips, (Names{"a.tar: archive-limit!"}));
}

TEST_F(ArchiveTest, LimitOfBytes) {
  limits_.total_bytes = 4000;
  options_.max_file_size = 1U << 20U;
  std::vector<Member> members = {{"a", std::string(2000, 'x')}, {"b", std::string(2000, 'x')}};
  EXPECT_EQ(read(Format::kZip, members).skips, Names{});
  members.push_back({"c", "x"});
  for (const Format format : {Format::kZip, Format::kTarGz}) {
    const Outcome outcome = read(format, members);
    EXPECT_EQ(outcome.files.size(), 2U);
    EXPECT_EQ(outcome.skips, (Names{"a" + ending(format) + ": archive-limit!"}));
  }
  // The archive itself is too large.
  EXPECT_EQ(read(Format::kStoredZip, members).skips, (Names{"a.zip: archive-limit!"}));
  EXPECT_EQ(read_from_disk(pack(Format::kStoredZip, members), "a.zip").skips,
            (Names{"a.zip: archive-limit!"}));
}

TEST_F(ArchiveTest, BombOfZeros) {
  // 48 MiB of zeros in some 50 KB. Too large to be wanted, and in a tar archive that costs the same.
  const std::vector<Member> members = {{"zeros.py", std::string(48U << 20U, '\0')}, {"after.py", "x"}};
  Outcome outcome = read(Format::kTarGz, members);
  EXPECT_EQ(outcome.names(), Names{});
  EXPECT_EQ(outcome.skips, (Names{"a.tar.gz!/zeros.py: too-large!", "a.tar.gz: archive-limit!"}));
  // A zip is passed over without expanding it.
  outcome = read(Format::kZip, members);
  EXPECT_EQ(outcome.names(), (Names{"a.zip!/after.py"}));
  EXPECT_EQ(outcome.skips, (Names{"a.zip!/zeros.py: too-large!"}));
  // Unless its size is wanted.
  options_.max_file_size = 1U << 30U;
  outcome = read(Format::kZip, members);
  EXPECT_EQ(outcome.names(), Names{});
  EXPECT_EQ(outcome.skips, (Names{"a.zip: archive-limit!"}));
  // The ratio is that of the outermost archive, so wrapping does not help.
  outcome = read(Format::kTarGz, {{"in.zip", pack(Format::kZip, members)}});
  EXPECT_EQ(outcome.skips, (Names{"a.tar.gz: archive-limit!"}));
  // Every second file of real packages is a good deal of its own size.
  limits_.ratio = 100'000;
  EXPECT_EQ(read(Format::kZip, members).skips, Names{});
}

TEST_F(ArchiveTest, DirectoryOfAZipIsBounded) {
  // An end record that claims a directory of 33 MiB; were it believed, 700,000 members would be held in
  // memory.
  std::string bytes = pack(Format::kZip, {{"a.py", "x"}});
  bytes.insert(0, 33U << 20U, '\0');
  EXPECT_EQ(read(bytes, "a.zip").skips, (Names{"a.zip: archive-limit!"}));
  EXPECT_EQ(read_from_disk(bytes, "a.zip").skips, (Names{"a.zip: archive-limit!"}));
}

TEST_F(ArchiveTest, ZipAtTheEndOfATar) {
  const std::vector<Member> members = {{"big.bin", std::string(34U << 20U, 'x')},
                                       {"in.zip", pack(Format::kZip, {{"a.py", "x"}})}};
  const Outcome outcome = read(Format::kTar, members);
  EXPECT_EQ(outcome.names(), (Names{"a.tar!/in.zip!/a.py"}));
  EXPECT_EQ(outcome.skips, (Names{"a.tar!/big.bin: too-large"}));
}

TEST_F(ArchiveTest, PrefixBeforeAZip) {
  // As self-extracting archives have it.
  EXPECT_EQ(read("#!/bin/sh\n" + pack(Format::kZip, {{"a.py", "x"}}), "a.zip").names(),
            (Names{"a.zip!/a.py"}));
}

TEST_F(ArchiveTest, CompressedMoreThanOnce) {
  std::string once = pack(Format::kTarGz, {{"a.py", "x"}});
  archive* writer = ::archive_write_new();
  ::archive_write_set_bytes_in_last_block(writer, 1);
  ::archive_write_set_format_raw(writer);
  ::archive_write_add_filter_gzip(writer);
  std::string twice(4096, '\0');
  size_t used = 0;
  ASSERT_EQ(::archive_write_open_memory(writer, twice.data(), twice.size(), &used), ARCHIVE_OK);
  archive_entry* entry = ::archive_entry_new();
  ::archive_entry_set_filetype(entry, AE_IFREG);
  ASSERT_EQ(::archive_write_header(writer, entry), ARCHIVE_OK);
  ::archive_write_data(writer, once.data(), once.size());
  ::archive_entry_free(entry);
  ::archive_write_close(writer);
  ::archive_write_free(writer);
  twice.resize(used);
  EXPECT_EQ(read(twice, "a.tgz").skips, (Names{"a.tgz: archive-limit!"}));
}

TEST_F(ArchiveTest, Encrypted) {
  const Outcome outcome = read(Format::kEncryptedZip, {{"a.py", "x = 1"}, {"b.py", "x = 2"}});
  EXPECT_EQ(outcome.names(), Names{});
  EXPECT_EQ(outcome.skips, (Names{"a.zip!/a.py: bad-archive!", "a.zip!/b.py: bad-archive!"}));
}

TEST_F(ArchiveTest, NoArchiveAtAll) {
  for (const std::string& bytes :
       {""s, "x"s, "PK\x03\x04"s, "this is no archive\n"s, std::string(100'000, '\n'), "\x1f\x8b\x08"s}) {
    for (const std::string name : {"a.zip", "a.tgz", "a.tar"}) {
      EXPECT_TRUE(read(bytes, name).has_failed()) << name << testing::PrintToString(bytes.substr(0, 20));
      EXPECT_TRUE(read_from_disk(bytes, name).has_failed()) << name;
    }
  }
}

TEST_F(ArchiveTest, MissingFile) {
  Outcome outcome;
  read_archive({"a.zip", "a.zip", (folder_.path() / "a.zip").string(), 1, true}, options_, limits_, stop_,
               found(outcome), skipped(outcome));
  EXPECT_EQ(outcome.skips, (Names{"a.zip: vanished!"}));
}

// However an archive is cut, what is missing must not go unsaid.
TEST_F(ArchiveTest, CutAnywhere) {
  for (const Format format : kAllFormats) {
    const std::string bytes =
        pack(format, {{"a.py", "x = 1\n"}, {"b.py", std::string(700, 'y')}, {"c.py", "z"}});
    const std::string name = "a" + ending(format);
    ASSERT_FALSE(read(bytes, name).has_failed()) << name;
    for (size_t size = 0; size < bytes.size(); ++size) {
      const Outcome outcome = read(bytes.substr(0, size), name);
      EXPECT_TRUE(outcome.has_failed() || outcome.files.size() == 3) << name << " cut at " << size;
    }
  }
}

// The same for damage; what a checksum does not cover may go unseen, but nothing may be read outside.
TEST_F(ArchiveTest, DamagedAnywhere) {
  for (const Format format : kAllFormats) {
    const std::string bytes =
        pack(format, {{"a.py", "x = 1\n"}, {"b/c.zip", pack(Format::kZip, {{"d.py", "y"}})}});
    for (size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 2000) {
      for (const unsigned char flip : {0x01, 0x80, 0xff}) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ flip);
        const Outcome outcome = read(damaged, "a" + ending(format));
        for (const std::string& path : outcome.names())
          EXPECT_TRUE(path.starts_with("a" + ending(format) + "!/"));
      }
    }
  }
}

TEST_F(ArchiveTest, DamagedDataIsNoSource) {
  std::string bytes = pack(Format::kStoredZip, {{"a.py", "safe = 1"}, {"b.py", "x"}});
  bytes[bytes.find("safe")] = 'S';
  const Outcome outcome = read(bytes, "a.zip");
  EXPECT_EQ(outcome.names(), (Names{"a.zip!/b.py"}));
  EXPECT_EQ(outcome.skips, (Names{"a.zip!/a.py: bad-archive!"}));
}

TEST_F(ArchiveTest, Interrupted) {
  const std::stop_source stop;
  stop_ = stop.get_token();
  const std::string bytes = pack(Format::kZip, {{"a.py", "x"}, {"b.py", "x"}});
  stop.request_stop();
  const Outcome outcome = read(bytes, "a.zip");
  EXPECT_EQ(outcome.names(), Names{});
  EXPECT_EQ(outcome.skips, (Names{"a.zip: interrupted!"}));
}

}  // namespace
}  // namespace sentinel
