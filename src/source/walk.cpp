// The walk of a folder.
//
// Every folder is a node: it is listed once, its entries are sorted, and what becomes of each is decided on
// the spot (file, Skip, or a further node). Nodes wait in a stack that the threads share; as a node keeps its
// own sorted results, the tree is put into order at the end without comparing paths of different folders, and
// the number of threads never shows. Folders are opened from their parent's descriptor, so a folder that is
// swapped for a link while we walk is not followed. The descriptors that are open at one time are those of
// one path down the tree, and of one more for each thread.

#include "source/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>

#include <fmt/format.h>

#include "base/glob.h"
#include "base/text.h"
#include "base/worker_pool.h"
#include "source/excludes.h"
#include "source/ignore.h"
#include "source/language.h"
#include "source/policy.h"
#include "source/regular_file.h"

namespace sentinel {
namespace {

constexpr int kMaxDepth = 500;  // half of the descriptors that a process has by default
constexpr uint64_t kMaxIgnoreBytes = 1U << 20U;
constexpr size_t kFoldersForOneThread = 16;
constexpr unsigned kMaxThreads = 4;  // more only wait for the kernel

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using OpenFolder = std::unique_ptr<DIR, CloseFolder>;

int number_of(DIR* open) {
  const int number = ::dirfd(open);
  assert(number >= 0);
  return number;
}

// The ignore files of one folder, linked to those of the folders above it. Paths are seen from the top of the
// work tree; `offset` is where the part begins that this folder's patterns match on.
struct IgnoreLevel {
  std::shared_ptr<const IgnoreLevel> above;
  size_t offset = 0;
  IgnoreFile sentinel;               // .mcpsentinelignore
  IgnoreFile git;                    // .gitignore
  bool is_top = false;               // of a work tree: git looks no further up
  std::vector<IgnoreFile> excludes;  // of the work tree, only at its top
};

// Ours go before git's, deeper files before those above; the first that speaks decides.
bool is_ignored(const IgnoreLevel* level, std::string_view path, bool is_folder) {
  using Verdict = IgnoreFile::Verdict;
  for (const IgnoreLevel* at = level; at != nullptr; at = at->above.get()) {
    if (at->sentinel.empty()) continue;
    const Verdict verdict = at->sentinel.match(path.substr(at->offset), is_folder);
    if (verdict != Verdict::kNone) return verdict == Verdict::kIgnored;
  }
  for (const IgnoreLevel* at = level; at != nullptr; at = at->above.get()) {
    const std::string_view relative = path.substr(at->offset);
    Verdict verdict = at->git.match(relative, is_folder);
    for (size_t i = 0; i < at->excludes.size() && verdict == Verdict::kNone; ++i) {
      verdict = at->excludes[i].match(relative, is_folder);
    }
    if (verdict != Verdict::kNone) return verdict == Verdict::kIgnored;
    if (at->is_top) break;
  }
  return false;
}

struct Folder {
  std::string relative;  // "" for the root, otherwise ends in '/'
  std::string name;
  std::shared_ptr<DIR> parent;  // null for the root
  std::shared_ptr<const IgnoreLevel> ignores;
  int depth = 0;

  // Filled by the visit; each list is sorted.
  std::vector<FileEntry> files;
  std::vector<Skip> skips;
  std::vector<std::unique_ptr<Folder>> folders;
};

enum class Kind : uint8_t { kFolder, kFile, kLink, kSpecial, kUnknown };

Kind kind_of_type(unsigned char type) {
  switch (type) {
    case DT_DIR:
      return Kind::kFolder;
    case DT_REG:
      return Kind::kFile;
    case DT_LNK:
      return Kind::kLink;
    case DT_UNKNOWN:
      return Kind::kUnknown;
    default:
      return Kind::kSpecial;
  }
}

Kind kind_of_mode(mode_t mode) {
  if (S_ISDIR(mode)) return Kind::kFolder;
  if (S_ISREG(mode)) return Kind::kFile;
  return S_ISLNK(mode) ? Kind::kLink : Kind::kSpecial;
}

// The names of a folder, one after the other in `text`, each with its NUL.
struct Listing {
  struct Item {
    uint32_t begin;
    uint32_t size;
    Kind kind;
  };
  std::string text;
  std::vector<Item> items;

  const char* c_name(const Item& item) const { return text.data() + item.begin; }
  std::string_view name(const Item& item) const { return {c_name(item), item.size}; }
  bool has(std::string_view wanted, Kind kind) const {
    return std::ranges::any_of(items, [&](const Item& i) { return i.kind == kind && name(i) == wanted; });
  }

  // As the paths below sort: a folder's name counts with its '/'.
  void sort() {
    std::ranges::sort(items, [this](const Item& a, const Item& b) {
      const size_t common = std::min(a.size, b.size);
      if (const int order = std::memcmp(c_name(a), c_name(b), common); order != 0) return order < 0;
      return next(a, common) < next(b, common);
    });
  }

 private:
  int next(const Item& item, size_t at) const {
    if (at < item.size) return static_cast<unsigned char>(c_name(item)[at]);
    return item.kind == Kind::kFolder ? '/' : -1;
  }
};

class Walker {
 public:
  Walker(std::string root, const WalkOptions& options, std::stop_token stop)
      : root_(std::move(root)), options_(options), stop_(std::move(stop)) {}

  Walk run(OpenFolder open);

 private:
  std::shared_ptr<const IgnoreLevel> levels_above_root();
  std::shared_ptr<const IgnoreLevel> level_of(Folder& folder, int number, const Listing& listing);
  std::optional<IgnoreFile> find_ignore_file(Folder& folder, int number, const Listing& listing,
                                             std::string_view name);
  void drain(size_t enough);
  void visit(Folder& folder);
  void visit_open(Folder& folder, const std::shared_ptr<DIR>& open);
  void list(Folder& folder, DIR* open, Listing& listing);
  void sort_out(Folder& folder, const std::shared_ptr<DIR>& open, const Listing& listing,
                const BuildOutputPolicy& build_output, std::string& path, const Listing::Item& item);
  std::optional<SkipReason> find_policy(const Folder& folder, std::string_view name, Kind kind,
                                        std::string_view shown, const BuildOutputPolicy& build_output,
                                        std::string& path) const;
  void add_file(Folder& folder, int number, const char* name, std::string relative);
  void skip(Folder& folder, std::string relative, SkipReason reason, std::string detail = {},
            bool notable = false);
  bool is_excluded(std::string_view relative) const;
  bool is_included(std::string_view relative) const;

  std::string root_;
  const WalkOptions& options_;
  std::stop_token stop_;
  std::string base_;  // the root seen from the top of its work tree: "" or ends in '/'

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Folder*> waiting_;
  size_t unfinished_ = 0;  // waiting or being visited
  bool failed_ = false;
};

void Walker::skip(Folder& folder, std::string relative, SkipReason reason, std::string detail, bool notable) {
  folder.skips.push_back({options_.shown_prefix + std::move(relative), reason, std::move(detail),
                          notable || is_failure(reason)});
}

bool Walker::is_excluded(std::string_view relative) const {
  if (options_.exclude.empty()) return false;
  std::string path = options_.pattern_prefix + std::string(relative);
  return std::ranges::any_of(options_.exclude, [&](const auto& p) { return matches_path_pattern(p, path); });
}

bool Walker::is_included(std::string_view relative) const {
  if (options_.include.empty()) return true;
  std::string path = options_.pattern_prefix + std::string(relative);
  return std::ranges::any_of(options_.include, [&](const auto& p) { return matches_path_pattern(p, path); });
}

tl::expected<IgnoreFile, ReadProblem> read_ignore_file(const std::string& path, int folder = AT_FDCWD) {
  auto file = RegularFile::open(path, RegularFile::Links::kRefuse, folder);
  if (!file) return tl::unexpected(std::move(file).error());
  auto text = file->read(kMaxIgnoreBytes);
  if (!text) return tl::unexpected(std::move(text).error());
  return IgnoreFile::parse(*text);
}

bool has_git(const std::string& folder) {
  struct stat status{};
  return ::lstat((folder + "/.git").c_str(), &status) == 0 &&
         (S_ISDIR(status.st_mode) || S_ISREG(status.st_mode));
}

// Where the root lies inside a work tree, the ignore files of the folders from its top down to the root's
// parent.
std::shared_ptr<const IgnoreLevel> Walker::levels_above_root() {
  std::error_code failed;
  const std::string root = std::filesystem::canonical(root_, failed).string();
  if (failed || root == "/" || has_git(root)) return nullptr;
  std::vector<std::string> above;  // nearest first
  for (std::string folder = root; !folder.empty();) {
    folder.resize(folder.rfind('/'));
    above.push_back(folder);
    if (has_git(folder)) break;
  }
  if (!has_git(above.back())) return nullptr;
  const std::string& top = above.back();
  base_ = root.substr(top.size() + 1) + "/";
  std::shared_ptr<const IgnoreLevel> level;
  for (size_t i = above.size(); i-- > 0;) {
    auto next = std::make_shared<IgnoreLevel>();
    next->above = level;
    next->offset = above[i].size() - top.size();  // "/sub" of the folder is as long as "sub/" of the path
    next->sentinel = read_ignore_file(above[i] + "/.mcpsentinelignore").value_or(IgnoreFile());
    next->git = read_ignore_file(above[i] + "/.gitignore").value_or(IgnoreFile());
    if (!level) {
      next->is_top = true;
      next->excludes = read_excludes(top);
    }
    level = next;
  }
  return level;
}

std::optional<IgnoreFile> Walker::find_ignore_file(Folder& folder, int number, const Listing& listing,
                                                   std::string_view name) {
  if (!listing.has(name, Kind::kFile)) return std::nullopt;
  auto file = read_ignore_file(std::string(name), number);
  if (!file) {
    skip(folder, folder.relative + std::string(name), file.error().reason,
         "its patterns do not count: " + file.error().detail, true);
    return std::nullopt;
  }
  if (!file->is_complete()) {
    skip(folder, folder.relative + std::string(name), SkipReason::kTooLarge,
         fmt::format("only its first {} patterns count", IgnoreFile::kMaxPatterns), true);
  }
  return std::move(*file);
}

std::shared_ptr<const IgnoreLevel> Walker::level_of(Folder& folder, int number, const Listing& listing) {
  if (!options_.use_ignore_files) return nullptr;
  const bool is_top =
      !folder.ignores || listing.has(".git", Kind::kFolder) || listing.has(".git", Kind::kFile);
  std::optional<IgnoreFile> git = find_ignore_file(folder, number, listing, ".gitignore");
  std::optional<IgnoreFile> sentinel = find_ignore_file(folder, number, listing, ".mcpsentinelignore");
  if (!is_top && !git && !sentinel) return folder.ignores;
  auto level = std::make_shared<IgnoreLevel>();
  level->above = folder.ignores;
  level->offset = base_.size() + folder.relative.size();
  if (git) level->git = std::move(*git);
  if (sentinel) level->sentinel = std::move(*sentinel);
  level->is_top = is_top;
  if (is_top) level->excludes = read_excludes(root_ + "/" + folder.relative);
  return level;
}

void Walker::list(Folder& folder, DIR* open, Listing& listing) {
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(open);
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    Kind kind = kind_of_type(entry->d_type);
    if (kind == Kind::kUnknown) {
      struct stat status{};
      if (::fstatat(number_of(open), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
        kind = kind_of_mode(status.st_mode);
      }
    }
    listing.items.push_back(
        {static_cast<uint32_t>(listing.text.size()), static_cast<uint32_t>(name.size()), kind});
    listing.text.append(name).push_back('\0');
  }
  if (errno != 0) skip(folder, folder.relative, SkipReason::kUnreadable, problem_of(errno).detail);
  listing.sort();
}

void Walker::add_file(Folder& folder, int number, const char* name, std::string relative) {
  struct stat status{};
  if (::fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    ReadProblem problem = problem_of(errno);
    skip(folder, std::move(relative), problem.reason, std::move(problem.detail));
    return;
  }
  FileEntry entry;
  entry.size = static_cast<uint64_t>(std::max<off_t>(status.st_size, 0));
  entry.is_archive = is_archive_name(name);
  // The limits of archives bound those; max_file_size is for their members.
  if (entry.size > options_.max_file_size && !entry.is_archive) {
    ReadProblem problem = too_large(entry.size, options_.max_file_size);
    skip(folder, std::move(relative), problem.reason, std::move(problem.detail),
         is_source_or_configuration(language_of(name)));
    return;
  }
  entry.path.reserve(options_.shown_prefix.size() + relative.size());
  entry.path.append(options_.shown_prefix).append(relative);
  entry.disk.reserve(root_.size() + 1 + relative.size());
  entry.disk.append(root_).append("/").append(relative);
  entry.relative = std::move(relative);
  folder.files.push_back(std::move(entry));
}

// Why an entry is left out by its name or kind. `shown` is its path below the root, with a '/' for a folder;
// `path` is its folder seen from the top of the work tree, and a buffer.
std::optional<SkipReason> Walker::find_policy(const Folder& folder, std::string_view name, Kind kind,
                                              std::string_view shown, const BuildOutputPolicy& build_output,
                                              std::string& path) const {
  if (kind == Kind::kLink) return SkipReason::kSymlink;
  if (name == ".git") return SkipReason::kVersionControl;
  const bool is_folder = kind == Kind::kFolder;
  if (is_folder) {
    if (auto reason = find_folder_policy(name, options_.leave_out_dependencies)) return reason;
  }
  if (folder.ignores) {
    const size_t folder_size = path.size();
    path.append(name);
    const bool ignored = is_ignored(folder.ignores.get(), path, is_folder);
    path.resize(folder_size);
    if (ignored) return SkipReason::kIgnored;
  }
  if (is_excluded(shown) || (!is_folder && !is_included(shown))) return SkipReason::kExcluded;
  if (is_folder && options_.leave_out_dependencies && build_output.leaves_out(name))
    return SkipReason::kBuildOutput;
  if (kind == Kind::kSpecial) return SkipReason::kSpecial;
  return std::nullopt;
}

void Walker::sort_out(Folder& folder, const std::shared_ptr<DIR>& open, const Listing& listing,
                      const BuildOutputPolicy& build_output, std::string& path, const Listing::Item& item) {
  const std::string_view name = listing.name(item);
  std::string shown = folder.relative + std::string(name);
  if (item.kind == Kind::kFolder) shown += '/';
  if (auto reason = find_policy(folder, name, item.kind, shown, build_output, path)) {
    const bool is_odd = *reason == SkipReason::kSpecial && is_source_or_configuration(language_of(name));
    skip(folder, std::move(shown), *reason, {}, is_odd);
  } else if (item.kind == Kind::kFolder) {
    auto child = std::make_unique<Folder>();
    child->relative = std::move(shown);
    child->name = name;
    child->parent = open;
    child->ignores = folder.ignores;
    child->depth = folder.depth + 1;
    folder.folders.push_back(std::move(child));
  } else {
    add_file(folder, number_of(open.get()), listing.c_name(item), std::move(shown));
  }
}

void Walker::visit_open(Folder& folder, const std::shared_ptr<DIR>& open) {
  Listing listing;
  list(folder, open.get(), listing);
  BuildOutputPolicy build_output;
  for (const Listing::Item& item : listing.items) {
    const std::string_view name = listing.name(item);
    const bool is_file = item.kind == Kind::kFile;
    // A person who names the root of a virtual environment means it.
    if (is_file && options_.leave_out_dependencies && folder.depth > 0 &&
        marks_dependency(folder.name, name)) {
      skip(folder, folder.relative, SkipReason::kDependency);
      return;
    }
    if (is_file || item.kind == Kind::kFolder) build_output.add_sibling(name, !is_file);
  }
  folder.ignores = level_of(folder, number_of(open.get()), listing);
  std::string path = base_ + folder.relative;
  for (const Listing::Item& item : listing.items) sort_out(folder, open, listing, build_output, path, item);
  // The notes about ignore files and the folder itself came first.
  std::ranges::sort(folder.skips, {}, [](const Skip& s) { return std::tie(s.path, s.reason); });
}

void Walker::visit(Folder& folder) {
  const std::shared_ptr<DIR> parent = std::move(folder.parent);
  if (stop_.stop_requested()) {
    skip(folder, folder.relative, SkipReason::kInterrupted);
    return;
  }
  if (folder.depth > kMaxDepth) {
    skip(folder, folder.relative, SkipReason::kUnreadable,
         fmt::format("nested more than {} folders deep", kMaxDepth));
    return;
  }
  const int number = ::openat(number_of(parent.get()), folder.name.c_str(),
                              O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  OpenFolder open(number < 0 ? nullptr : ::fdopendir(number));
  if (!open) {
    ReadProblem problem = problem_of(errno);
    if (number >= 0) ::close(number);
    skip(folder, folder.relative, problem.reason, std::move(problem.detail));
    return;
  }
  visit_open(folder, std::move(open));
}

// Visits folders until none is left, or `enough` are waiting.
void Walker::drain(size_t enough) {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return !waiting_.empty() || unfinished_ == 0 || failed_; });
    if (waiting_.empty() || waiting_.size() >= enough || failed_) return;
    Folder* folder = waiting_.back();
    waiting_.pop_back();
    lock.unlock();
    try {
      visit(*folder);
    } catch (...) {
      // Out of memory: the others must not wait for this folder.
      lock.lock();
      failed_ = true;
      changed_.notify_all();
      throw;
    }
    lock.lock();
    unfinished_ += folder->folders.size();
    for (size_t i = folder->folders.size(); i-- > 0;) waiting_.push_back(folder->folders[i].get());
    if (--unfinished_ == 0 || !folder->folders.empty()) changed_.notify_all();
  }
}

// All items of one kind in the order of their paths. A path of `list` never equals that of a folder inside
// it.
template <typename T>
std::vector<T> collect(Folder& root, std::vector<T> Folder::* list, size_t shown_prefix) {
  struct Cursor {
    Folder* folder;
    size_t item = 0;
    size_t child = 0;
  };
  std::vector<T> all;
  std::vector<Cursor> stack = {{&root}};
  while (!stack.empty()) {
    Cursor& at = stack.back();
    std::vector<T>& items = at.folder->*list;
    auto& folders = at.folder->folders;
    const bool has_item = at.item < items.size();
    if (at.child < folders.size()) {
      Folder* child = folders[at.child].get();
      if (!has_item || std::string_view(items[at.item].path).substr(shown_prefix) > child->relative) {
        ++at.child;
        stack.push_back({child});
        continue;
      }
    }
    if (has_item) {
      all.push_back(std::move(items[at.item++]));
    } else {
      stack.pop_back();
    }
  }
  return all;
}

Walk Walker::run(OpenFolder open) {
  Folder root;
  if (options_.use_ignore_files) root.ignores = levels_above_root();
  visit_open(root, std::move(open));
  for (size_t i = root.folders.size(); i-- > 0;) waiting_.push_back(root.folders[i].get());
  unfinished_ = waiting_.size();
  drain(kFoldersForOneThread);
  if (unfinished_ > 0) {
    const size_t threads = std::clamp(std::thread::hardware_concurrency(), 1U, kMaxThreads);
    run_parallel(threads, threads, {}, [this](size_t, size_t) { drain(SIZE_MAX); });
  }
  return {collect(root, &Folder::files, options_.shown_prefix.size()),
          collect(root, &Folder::skips, options_.shown_prefix.size())};
}

}  // namespace

Result<Walk> walk(const std::filesystem::path& root, const WalkOptions& options, std::stop_token stop) {
  OpenFolder open;
  const int number = ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
  if (number >= 0) open.reset(::fdopendir(number));
  if (!open) {
    const int error = errno;
    if (number >= 0) ::close(number);
    const bool missing = error == ENOENT || error == ENOTDIR;
    return fail(missing ? ErrorKind::kNotFound : ErrorKind::kUnreadable,
                "the folder cannot be listed: " + problem_of(error).detail,
                escape_for_display(root.string()));
  }
  // Without links above it, so that reading can refuse every link on the way to a file.
  std::error_code unresolved;
  std::string path = std::filesystem::canonical(root, unresolved).string();
  if (unresolved) path = root.string();
  while (path.ends_with('/')) path.pop_back();
  return Walker(std::move(path), options, std::move(stop)).run(std::move(open));
}

Walk walk_single_file(const std::filesystem::path& file, const std::string& shown, uint64_t max_file_size) {
  Walk walk;
  auto skip = [&](SkipReason reason, std::string detail) {
    walk.skips.push_back({shown, reason, std::move(detail), true});
  };
  // A link that a person names is meant to be read; `read_source` wants the file itself.
  std::error_code error;
  const std::filesystem::path disk = std::filesystem::canonical(file, error);
  struct stat status{};
  if (!error && ::lstat(disk.c_str(), &status) != 0) error = {errno, std::generic_category()};
  if (error) {
    const ReadProblem problem = problem_of(error.value());
    skip(problem.reason == SkipReason::kSymlink ? SkipReason::kUnreadable : problem.reason, error.message());
    return walk;
  }
  if (!S_ISREG(status.st_mode)) {
    skip(SkipReason::kSpecial, "not a regular file");
    return walk;
  }
  FileEntry entry;
  entry.path = shown;
  entry.relative = shown;
  entry.disk = disk.string();
  entry.size = static_cast<uint64_t>(std::max<off_t>(status.st_size, 0));
  entry.is_archive = is_archive_name(file.native());
  if (entry.size > max_file_size && !entry.is_archive) {
    ReadProblem problem = too_large(entry.size, max_file_size);
    skip(problem.reason, std::move(problem.detail));
  } else {
    walk.files.push_back(std::move(entry));
  }
  return walk;
}

bool is_archive_name(std::string_view path) {
  constexpr std::array<std::string_view, 14> kEndings = {
      ".zip", ".whl",    ".mcpb", ".dxt",     ".egg", ".vsix",   ".tar",
      ".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz", ".tar.zst",
  };
  return std::ranges::any_of(kEndings, [&](std::string_view ending) {
    return path.size() > ending.size() &&
           equals_ignoring_case(path.substr(path.size() - ending.size()), ending);
  });
}

}  // namespace sentinel
