// Members of archives, by libarchive.
//
// Archives inside archives are read from memory, on a stack of open archives rather than by recursion. All of
// them draw on one budget: what comes out of any of them counts, whether it is wanted or only passed over, so
// that a bomb cannot hide in a member that nobody asked for. (Members of a zip can be passed over without
// expanding them, and those do not count.)

#include "source/archive.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "base/glob.h"
#include "base/text.h"
#include "source/policy.h"
#include "source/regular_file.h"

namespace sentinel {
namespace {

constexpr size_t kBlock = 64U << 10U;
constexpr uint64_t kRatioFloor = 16U << 20U;
// One archive inside another is held in memory as a whole.
constexpr uint64_t kMaxNestedBytes = 32U << 20U;
constexpr size_t kMaxName = 4096;
constexpr uint64_t kMaxDirectory = 32U << 20U;
constexpr int kMaxFailedHeaders = 100;

// libarchive brings marked names into the encoding of the thread's locale, and loses those that do not fit:
// all that are not ASCII, for a program that never set one. The locale is this thread's alone, while the
// object lives.
class Utf8Names {
 public:
  Utf8Names() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) before_ = ::uselocale(locale_);
  }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;
  ~Utf8Names() {
    if (locale_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(locale_);
  }

 private:
  locale_t locale_;
  locale_t before_ = nullptr;
};

struct FreeArchive {
  void operator()(archive* opened) const { ::archive_read_free(opened); }
};

std::string error_of(archive* opened) {
  const char* text = ::archive_error_string(opened);
  // Messages may quote the archive's bytes.
  return text == nullptr ? "damaged" : escape_for_display(text);
}

// Only what packages come in. Every further reader is one more that hostile bytes can reach.
std::unique_ptr<archive, FreeArchive> new_reader() {
  std::unique_ptr<archive, FreeArchive> reader(::archive_read_new());
  ::archive_read_support_format_zip(reader.get());
  ::archive_read_support_format_tar(reader.get());
  ::archive_read_support_filter_gzip(reader.get());
  ::archive_read_support_filter_bzip2(reader.get());
  ::archive_read_support_filter_xz(reader.get());
  ::archive_read_support_filter_zstd(reader.get());
  return reader;
}

// A member's name as a path that stays below the archive whatever it says: what would leave is written
// escaped.
std::string safe_name(std::string_view name) {
  std::string safe;
  if (name.starts_with('/')) safe = "%2F";
  bool first = true;
  for (const std::string_view part : split(name, '/')) {
    if (part.empty() || part == ".") continue;
    if (!first) safe += '/';
    first = false;
    safe += part == ".." ? "%2E%2E" : part;
  }
  if (safe.empty()) safe = "unnamed";
  return safe;
}

// An open archive.
struct Level {
  std::unique_ptr<archive, FreeArchive> reader;
  std::unique_ptr<const std::string> bytes;  // what a nested archive is read from; must not move
  std::string path;                          // as shown
  std::string relative;
  std::set<std::string, std::less<>> left_out;  // folders with a Skip already
  int failed_headers = 0;
};

class ArchiveReader {
 public:
  ArchiveReader(const FileEntry& entry, const WalkOptions& options, const ArchiveLimits& limits,
                const std::stop_token& stop, const std::function<void(SourceFile&&)>& found,
                const std::function<void(Skip&&)>& skipped)
      : entry_(entry), options_(options), limits_(limits), stop_(stop), found_(found), skipped_(skipped) {}

  void read_file();
  void read_bytes(std::string_view bytes);

 private:
  struct Member {
    archive_entry* entry;
    std::string name;  // below its archive
    std::string path;
    std::string relative;
  };

  void read_members();
  bool accepts(const std::string& path, uint64_t size, std::string_view head, std::string_view tail);
  void push(Level level, int status);
  void next_member();
  void take(const Member& member);
  std::optional<Skip> find_policy(const Member& member);
  std::optional<Skip> find_refusal(const Member& member) const;
  std::optional<std::string> read_data(const Member& member, uint64_t limit);
  void pass_over(archive* reader, archive_entry* entry);
  void enter(const Member& member);
  bool count(uint64_t bytes);
  void skip(const Member& member, SkipReason reason, std::string detail = {}, bool notable = false);
  void stop(SkipReason reason, std::string detail);

  const FileEntry& entry_;
  const WalkOptions& options_;
  const ArchiveLimits& limits_;
  const std::stop_token& stop_;
  const std::function<void(SourceFile&&)>& found_;
  const std::function<void(Skip&&)>& skipped_;

  std::vector<Level> levels_;
  uint64_t packed_ = 0;
  uint64_t expanded_ = 0;
  size_t members_ = 0;
  bool stopped_ = false;
};

void ArchiveReader::skip(const Member& member, SkipReason reason, std::string detail, bool notable) {
  skipped_({member.path, reason, std::move(detail), notable || is_failure(reason)});
}

void ArchiveReader::stop(SkipReason reason, std::string detail) {
  if (!std::exchange(stopped_, true)) skipped_({entry_.path, reason, std::move(detail), true});
}

// False when the budget is spent or somebody asked us to stop.
bool ArchiveReader::count(uint64_t bytes) {
  expanded_ += bytes;
  if (expanded_ > limits_.total_bytes) {
    stop(SkipReason::kArchiveLimit, fmt::format("expands to more than {} bytes", limits_.total_bytes));
  } else if (expanded_ > kRatioFloor && expanded_ / std::max<uint64_t>(limits_.ratio, 1) > packed_) {
    stop(SkipReason::kArchiveLimit, fmt::format("expands to more than {} times its size", limits_.ratio));
  } else if (stop_.stop_requested()) {
    stop(SkipReason::kInterrupted, "");
  }
  return !stopped_;
}

// The last bytes of an archive, which tell more than its name.
constexpr size_t kTail = 16384;
std::string_view tail_of(std::string_view bytes) {
  return bytes.substr(bytes.size() - std::min(bytes.size(), kTail));
}

std::string read_at(int number, uint64_t offset, size_t size) {
  std::string bytes(size, '\0');
  const ssize_t count = ::pread(number, bytes.data(), size, static_cast<off_t>(offset));
  bytes.resize(static_cast<size_t>(std::max<ssize_t>(count, 0)));
  return bytes;
}

// A tar archive ends with zeros; without compression around it nothing else shows that the rest is missing.
bool has_tar_end(std::string_view tail) {
  constexpr size_t kTarBlock = 512;
  return tail.size() >= kTarBlock &&
         tail.substr(tail.size() - kTarBlock).find_first_not_of('\0') == std::string_view::npos;
}

uint64_t little_endian_32(std::string_view bytes, size_t at) {
  uint64_t value = 0;
  for (size_t i = 4; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// By the checksum of its first header, which is what libarchive goes by first.
bool is_tar(std::string_view head) {
  constexpr size_t kHeader = 512;
  constexpr size_t kChecksum = 148;
  constexpr size_t kChecksumSize = 8;
  if (head.size() < kHeader) return false;
  unsigned sum = 0;
  unsigned stated = 0;
  for (size_t i = 0; i < kHeader; ++i) {
    auto byte = static_cast<unsigned char>(head[i]);
    const bool is_checksum = i >= kChecksum && i < kChecksum + kChecksumSize;
    sum += is_checksum ? ' ' : byte;
    if (is_checksum && byte >= '0' && byte <= '7') stated = stated * 8 + (byte - '0');
  }
  return sum == stated;
}

// libarchive reads the whole directory of a zip before its first member, so our limit of members comes too
// late. What the end record claims is taken at its worst.
bool has_huge_directory(std::string_view tail, uint64_t archive_size) {
  constexpr size_t kEndRecord = 22;
  const size_t record = tail.rfind("PK\x05\x06");
  if (record == std::string_view::npos || tail.size() - record < kEndRecord) return false;
  const uint64_t size = little_endian_32(tail, record + 12);
  const uint64_t offset = little_endian_32(tail, record + 16);
  return std::max(size, archive_size - std::min(archive_size, offset)) > kMaxDirectory;
}

bool is_plain_tar(std::string_view path) { return to_lower(path).ends_with(".tar"); }

// Refuses an archive of `size` bytes by how it begins and ends, before libarchive sees it.
bool ArchiveReader::accepts(const std::string& path, uint64_t size, std::string_view head,
                            std::string_view tail) {
  if (levels_.empty()) packed_ = size;
  if (size > limits_.total_bytes) {
    stop(SkipReason::kArchiveLimit, fmt::format("larger than {} bytes", limits_.total_bytes));
    return false;
  }
  if (!is_tar(head) && has_huge_directory(tail, size)) {
    stop(SkipReason::kArchiveLimit, fmt::format("its directory is larger than {} bytes", kMaxDirectory));
    return false;
  }
  if (is_plain_tar(path) && !has_tar_end(tail)) {
    // What is there is read all the same.
    skipped_({path, SkipReason::kBadArchive, "its end is missing", true});
  }
  return true;
}

// Puts an archive on the stack once libarchive has recognised it; `status` is what opening said.
void ArchiveReader::push(Level level, int status) {
  if (status < ARCHIVE_WARN) {
    skipped_({level.path, SkipReason::kBadArchive, error_of(level.reader.get()), true});
  } else if (::archive_filter_count(level.reader.get()) > 2) {
    // One compression around a tar archive is usual; more would hide from the ratio what expands between
    // them.
    skipped_({level.path, SkipReason::kArchiveLimit, "compressed more than once", true});
  } else {
    levels_.push_back(std::move(level));
  }
}

void ArchiveReader::read_file() {
  auto file = RegularFile::open(entry_.disk);
  if (!file) {
    skipped_({entry_.path, file.error().reason, file.error().detail, true});
    return;
  }
  const uint64_t size = file->size();
  const uint64_t edge = std::min<uint64_t>(size, kTail);
  if (!accepts(entry_.path, size, read_at(file->number(), 0, edge),
               read_at(file->number(), size - edge, edge)))
    return;
  Level level{new_reader(), nullptr, entry_.path, entry_.relative, {}, 0};
  const int status = ::archive_read_open_fd(level.reader.get(), file->number(), kBlock);
  push(std::move(level), status);
  read_members();
}

void ArchiveReader::read_bytes(std::string_view bytes) {
  if (!accepts(entry_.path, bytes.size(), bytes, tail_of(bytes))) return;
  Level level{new_reader(), nullptr, entry_.path, entry_.relative, {}, 0};
  const int status = ::archive_read_open_memory(level.reader.get(), bytes.data(), bytes.size());
  push(std::move(level), status);
  read_members();
}

void ArchiveReader::read_members() {
  while (!levels_.empty() && !stopped_) next_member();
}

void ArchiveReader::next_member() {
  Level& level = levels_.back();
  archive* reader = level.reader.get();
  archive_entry* entry = nullptr;
  const int status = ::archive_read_next_header(reader, &entry);
  if (status == ARCHIVE_EOF) {
    levels_.pop_back();
    return;
  }
  const bool is_damaged = status < ARCHIVE_WARN;
  if (is_damaged) skipped_({level.path, SkipReason::kBadArchive, error_of(reader), true});
  if (status == ARCHIVE_FATAL || (is_damaged && ++level.failed_headers >= kMaxFailedHeaders)) {
    levels_.pop_back();
    return;
  }
  if (++members_ > limits_.members) {
    stop(SkipReason::kArchiveLimit, fmt::format("more than {} members", limits_.members));
  }
  if (!count(0) || is_damaged) return;
  const char* name = ::archive_entry_pathname(entry);
  const std::string_view written = name == nullptr ? "" : name;
  Member member{entry, safe_name(written.substr(0, kMaxName)), "", ""};
  member.path = level.path + "!/" + member.name;
  member.relative = level.relative + "!/" + member.name;
  if (name == nullptr) {
    skip(member, SkipReason::kBadArchive, "a member without a name");
  } else if (written.size() > kMaxName) {
    skip(member, SkipReason::kBadArchive, "a name that is too long");
  } else if (::archive_entry_filetype(entry) != AE_IFDIR) {
    take(member);
  }
  // Of what is left of the member, too; the stack may have grown since.
  if (!stopped_) pass_over(reader, entry);
}

// Left out by policy or pattern: the member, or a folder above it, which is told once (an empty path: told
// already).
std::optional<Skip> ArchiveReader::find_policy(const Member& member) {
  const std::string_view name = member.name;
  auto matches_any = [](const std::vector<std::string>& patterns, std::string_view path) {
    return std::ranges::any_of(patterns,
                               [&](const auto& pattern) { return matches_path_pattern(pattern, path); });
  };
  const bool is_excluded = matches_any(options_.exclude, name);
  for (size_t begin = 0, slash = name.find('/'); slash != std::string_view::npos;
       slash = name.find('/', begin)) {
    std::optional<SkipReason> reason =
        find_folder_policy(name.substr(begin, slash - begin), options_.leave_out_dependencies);
    if (!reason && is_excluded && matches_any(options_.exclude, name.substr(0, slash + 1))) {
      reason = SkipReason::kExcluded;
    }
    if (reason) {
      Level& level = levels_.back();
      std::string folder = level.path + "!/" + std::string(name.substr(0, slash + 1));
      if (!level.left_out.insert(folder).second) folder.clear();
      return Skip{std::move(folder), *reason, "", false};
    }
    begin = slash + 1;
  }
  if (!is_excluded && (options_.include.empty() || matches_any(options_.include, name))) return std::nullopt;
  return Skip{member.path, SkipReason::kExcluded, "", false};
}

// Why a member is not read, by what its header says.
std::optional<Skip> ArchiveReader::find_refusal(const Member& member) const {
  const mode_t type = ::archive_entry_filetype(member.entry);
  const bool knows_size = ::archive_entry_size_is_set(member.entry) != 0;
  auto size = static_cast<uint64_t>(std::max<la_int64_t>(::archive_entry_size(member.entry), 0));
  const bool is_code = is_source_or_configuration(language_of(member.name));
  if (type == AE_IFLNK) return Skip{member.path, SkipReason::kSymlink, "", false};
  if (::archive_entry_hardlink(member.entry) != nullptr && knows_size && size == 0) {
    return Skip{member.path, SkipReason::kSymlink, "a hard link to another member", false};
  }
  if (type != AE_IFREG && type != 0) return Skip{member.path, SkipReason::kSpecial, "", is_code};
  if (::archive_entry_is_encrypted(member.entry) != 0) {
    return Skip{member.path, SkipReason::kBadArchive, "encrypted", true};
  }
  if (knows_size && size > options_.max_file_size && !is_archive_name(member.name)) {
    return Skip{member.path, SkipReason::kTooLarge, too_large(size, options_.max_file_size).detail, is_code};
  }
  return std::nullopt;
}

void ArchiveReader::take(const Member& member) {
  std::optional<Skip> left_out = find_policy(member);
  if (!left_out) left_out = find_refusal(member);
  if (left_out) {
    if (!left_out->path.empty()) skipped_(std::move(*left_out));
    return;
  }
  if (is_archive_name(member.name)) {
    enter(member);
    return;
  }
  std::optional<std::string> bytes = read_data(member, options_.max_file_size);
  if (!bytes) return;
  ReadOutcome outcome = read_source_bytes(member.path, member.relative, std::move(*bytes));
  if (auto* file = std::get_if<SourceFile>(&outcome)) {
    found_(std::move(*file));
  } else {
    auto& problem = std::get<ReadProblem>(outcome);
    skip(member, problem.reason, std::move(problem.detail));
  }
}

// A member's bytes; or none, and then its Skip is written.
std::optional<std::string> ArchiveReader::read_data(const Member& member, uint64_t limit) {
  std::string bytes;
  archive* reader = levels_.back().reader.get();
  std::vector<char> block(kBlock);
  while (true) {
    const la_ssize_t size = ::archive_read_data(reader, block.data(), block.size());
    if (size == ARCHIVE_RETRY) continue;
    if (size < 0) {
      skip(member, SkipReason::kBadArchive, error_of(reader));
      return std::nullopt;
    }
    if (size == 0) return bytes;
    if (!count(static_cast<uint64_t>(size))) return std::nullopt;
    if (bytes.size() + static_cast<uint64_t>(size) > limit) {
      skip(member, SkipReason::kTooLarge, fmt::format("more than {} bytes", limit),
           is_archive_name(member.name) || is_source_or_configuration(language_of(member.name)));
      return std::nullopt;
    }
    bytes.append(block.data(), static_cast<size_t>(size));
  }
}

// To the end of a member, where libarchive would otherwise expand the rest of it without a bound.
void ArchiveReader::pass_over(archive* reader, archive_entry* entry) {
  const bool is_compressed_stream = ::archive_filter_count(reader) > 1;
  if (!is_compressed_stream && ::archive_entry_size_is_set(entry) != 0) return;
  const void* block = nullptr;
  size_t size = 0;
  la_int64_t offset = 0;
  // What is damaged here shows at the next header.
  while (::archive_read_data_block(reader, &block, &size, &offset) >= ARCHIVE_WARN && size > 0) {
    if (!count(size)) return;
  }
}

void ArchiveReader::enter(const Member& member) {
  if (levels_.size() > static_cast<size_t>(std::max(limits_.depth, 0))) {
    skip(member, SkipReason::kArchiveLimit,
         fmt::format("more than {} archives inside each other", limits_.depth));
    return;
  }
  std::optional<std::string> bytes = read_data(member, kMaxNestedBytes);
  if (!bytes || !accepts(member.path, bytes->size(), *bytes, tail_of(*bytes))) return;
  Level level{
      new_reader(), std::make_unique<std::string>(std::move(*bytes)), member.path, member.relative, {}, 0};
  const int status = ::archive_read_open_memory(level.reader.get(), level.bytes->data(), level.bytes->size());
  push(std::move(level), status);
}

}  // namespace

void read_archive(const FileEntry& entry, const WalkOptions& options, const ArchiveLimits& limits,
                  const std::stop_token& stop, const std::function<void(SourceFile&&)>& found,
                  const std::function<void(Skip&&)>& skipped) {
  const Utf8Names names;
  ArchiveReader(entry, options, limits, stop, found, skipped).read_file();
}

void read_archive_bytes(const FileEntry& entry, std::string_view bytes, const WalkOptions& options,
                        const ArchiveLimits& limits, const std::stop_token& stop,
                        const std::function<void(SourceFile&&)>& found,
                        const std::function<void(Skip&&)>& skipped) {
  const Utf8Names names;
  ArchiveReader(entry, options, limits, stop, found, skipped).read_bytes(bytes);
}

}  // namespace sentinel
