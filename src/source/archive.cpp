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
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>

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
  for (std::string_view part : split(name, '/')) {
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
  bool accepts(const std::string& path, uint64_t size, std::string_view tail);
  void push(Level level, int status);
  void next_member();
  void take(const Member& member);
  std::optional<Skip> find_policy(const Member& member);
  std::optional<std::string> read_data(const Member& member, uint64_t limit);
  void pass_over(const Member& member);
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

// A tar archive ends with zeros; without compression around it nothing else shows that the rest is missing.
constexpr size_t kTail = 512;
std::string_view tail_of(std::string_view bytes) {
  return bytes.substr(bytes.size() - std::min(bytes.size(), kTail));
}
bool has_tar_end(std::string_view tail) {
  return tail.size() == kTail && tail.find_first_not_of('\0') == std::string_view::npos;
}

bool is_plain_tar(std::string_view path) { return to_lower(path).ends_with(".tar"); }

// Refuses an archive of `size` bytes that ends in `tail` before anything is read from it.
bool ArchiveReader::accepts(const std::string& path, uint64_t size, std::string_view tail) {
  if (levels_.empty()) packed_ = size;
  if (size > limits_.total_bytes) {
    stop(SkipReason::kArchiveLimit, fmt::format("larger than {} bytes", limits_.total_bytes));
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
  if (!file) return skipped_({entry_.path, file.error().reason, file.error().detail, true});
  std::array<char, kTail> tail{};
  off_t tail_begin = static_cast<off_t>(file->size()) - static_cast<off_t>(tail.size());
  ssize_t tail_size = tail_begin < 0 ? 0 : ::pread(file->number(), tail.data(), tail.size(), tail_begin);
  if (!accepts(entry_.path, file->size(),
               {tail.data(), static_cast<size_t>(std::max<ssize_t>(tail_size, 0))}))
    return;
  Level level{new_reader(), nullptr, entry_.path, entry_.relative, {}, 0};
  int status = ::archive_read_open_fd(level.reader.get(), file->number(), kBlock);
  push(std::move(level), status);
  read_members();
}

void ArchiveReader::read_bytes(std::string_view bytes) {
  if (!accepts(entry_.path, bytes.size(), tail_of(bytes))) return;
  Level level{new_reader(), nullptr, entry_.path, entry_.relative, {}, 0};
  int status = ::archive_read_open_memory(level.reader.get(), bytes.data(), bytes.size());
  push(std::move(level), status);
  read_members();
}

void ArchiveReader::read_members() {
  while (!levels_.empty() && !stopped_) next_member();
}

void ArchiveReader::next_member() {
  Level& level = levels_.back();
  archive_entry* entry = nullptr;
  int status = ::archive_read_next_header(level.reader.get(), &entry);
  if (status == ARCHIVE_EOF) return levels_.pop_back();
  if (status == ARCHIVE_FATAL || (status < ARCHIVE_WARN && ++level.failed_headers >= kMaxFailedHeaders)) {
    skipped_({level.path, SkipReason::kBadArchive, error_of(level.reader.get()), true});
    return levels_.pop_back();
  }
  if (++members_ > limits_.members) {
    return stop(SkipReason::kArchiveLimit, fmt::format("more than {} members", limits_.members));
  }
  if (!count(0)) return;
  if (status < ARCHIVE_WARN) {
    skipped_({level.path, SkipReason::kBadArchive, error_of(level.reader.get()), true});
    return;
  }
  const char* name = ::archive_entry_pathname(entry);
  std::string_view written = name == nullptr ? "" : name;
  Member member{entry, safe_name(written.substr(0, kMaxName)), "", ""};
  member.path = level.path + "!/" + member.name;
  member.relative = level.relative + "!/" + member.name;
  if (name == nullptr || written.size() > kMaxName) {
    skip(member, SkipReason::kBadArchive,
         name == nullptr ? "a member without a name" : "a name that is too long");
    return pass_over(member);
  }
  take(member);
}

std::optional<Skip> ArchiveReader::find_policy(const Member& member) {
  Level& level = levels_.back();
  // Each folder above the member, then the member itself. A folder that is left out is told once.
  for (size_t slash = member.name.find('/');; slash = member.name.find('/', slash + 1)) {
    bool is_folder = slash != std::string::npos;
    std::string part = member.name.substr(0, slash);
    std::optional<SkipReason> reason;
    if (is_folder) {
      reason = find_folder_policy(part.substr(part.rfind('/') + 1), options_.leave_out_dependencies);
      part += '/';
    }
    if (!reason &&
        std::ranges::any_of(options_.exclude, [&](const auto& p) { return matches_path_pattern(p, part); })) {
      reason = SkipReason::kExcluded;
    }
    if (reason) {
      std::string path = level.path + "!/" + part;
      if (is_folder && !level.left_out.insert(path).second) path.clear();
      return Skip{std::move(path), *reason, "", false};
    }
    if (!is_folder) break;
  }
  bool included = options_.include.empty() || std::ranges::any_of(options_.include, [&](const auto& p) {
                    return matches_path_pattern(p, member.name);
                  });
  if (included) return std::nullopt;
  return Skip{member.path, SkipReason::kExcluded, "", false};
}

void ArchiveReader::take(const Member& member) {
  mode_t type = ::archive_entry_filetype(member.entry);
  if (type == AE_IFDIR) return;
  if (std::optional<Skip> left_out = find_policy(member)) {
    if (!left_out->path.empty()) skipped_(std::move(*left_out));
    return pass_over(member);
  }
  bool has_data = ::archive_entry_size_is_set(member.entry) == 0 || ::archive_entry_size(member.entry) > 0;
  if (type == AE_IFLNK) return skip(member, SkipReason::kSymlink);
  if (::archive_entry_hardlink(member.entry) != nullptr && !has_data) {
    return skip(member, SkipReason::kSymlink, "a hard link to another member");
  }
  bool is_code = is_source_or_configuration(language_of(member.name));
  if (type != AE_IFREG && type != 0) return skip(member, SkipReason::kSpecial, {}, is_code);
  if (::archive_entry_is_encrypted(member.entry) != 0) {
    skip(member, SkipReason::kBadArchive, "encrypted");
    return pass_over(member);
  }
  if (is_archive_name(member.name)) return enter(member);
  if (::archive_entry_size_is_set(member.entry) != 0 &&
      ::archive_entry_size(member.entry) >
          static_cast<int64_t>(std::min<uint64_t>(options_.max_file_size, INT64_MAX))) {
    auto size = static_cast<uint64_t>(::archive_entry_size(member.entry));
    skip(member, SkipReason::kTooLarge, too_large(size, options_.max_file_size).detail, is_code);
    return pass_over(member);
  }
  std::optional<std::string> bytes = read_data(member, options_.max_file_size);
  if (!bytes) return;
  ReadOutcome outcome = read_source_bytes(member.path, member.relative, std::move(*bytes));
  if (auto* file = std::get_if<SourceFile>(&outcome)) return found_(std::move(*file));
  auto& problem = std::get<ReadProblem>(outcome);
  skip(member, problem.reason, std::move(problem.detail));
}

// A member's bytes; or none, and then its Skip is written.
std::optional<std::string> ArchiveReader::read_data(const Member& member, uint64_t limit) {
  std::string bytes;
  archive* reader = levels_.back().reader.get();
  std::vector<char> block(kBlock);
  while (true) {
    la_ssize_t size = ::archive_read_data(reader, block.data(), block.size());
    if (size == ARCHIVE_RETRY) continue;
    if (size < 0) {
      skip(member, SkipReason::kBadArchive, error_of(reader));
      return std::nullopt;
    }
    if (size == 0) return bytes;
    if (!count(static_cast<uint64_t>(size))) return std::nullopt;
    if (bytes.size() + static_cast<uint64_t>(size) > limit) {
      skip(member, SkipReason::kTooLarge, fmt::format("more than {} bytes", limit),
           is_source_or_configuration(language_of(member.name)));
      pass_over(member);
      return std::nullopt;
    }
    bytes.append(block.data(), static_cast<size_t>(size));
  }
}

// To the end of a member that is not wanted, where libarchive would expand it without a bound.
void ArchiveReader::pass_over(const Member& member) {
  archive* reader = levels_.back().reader.get();
  bool is_compressed_stream = ::archive_filter_count(reader) > 1;
  if (!is_compressed_stream && ::archive_entry_size_is_set(member.entry) != 0) return;
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
    return pass_over(member);
  }
  std::optional<std::string> bytes = read_data(member, kMaxNestedBytes);
  if (!bytes || !accepts(member.path, bytes->size(), tail_of(*bytes))) return;
  Level level{
      new_reader(), std::make_unique<std::string>(std::move(*bytes)), member.path, member.relative, {}, 0};
  int status = ::archive_read_open_memory(level.reader.get(), level.bytes->data(), level.bytes->size());
  push(std::move(level), status);
}

}  // namespace

void read_archive(const FileEntry& entry, const WalkOptions& options, const ArchiveLimits& limits,
                  std::stop_token stop, const std::function<void(SourceFile&&)>& found,
                  const std::function<void(Skip&&)>& skipped) {
  Utf8Names names;
  ArchiveReader(entry, options, limits, stop, found, skipped).read_file();
}

void read_archive_bytes(const FileEntry& entry, std::string_view bytes, const WalkOptions& options,
                        const ArchiveLimits& limits, std::stop_token stop,
                        const std::function<void(SourceFile&&)>& found,
                        const std::function<void(Skip&&)>& skipped) {
  Utf8Names names;
  ArchiveReader(entry, options, limits, stop, found, skipped).read_bytes(bytes);
}

}  // namespace sentinel
