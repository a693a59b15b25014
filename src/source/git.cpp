#include "source/git.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "source/git_process.h"
#include "source/line_index.h"
#include "source/regular_file.h"

namespace sentinel {

namespace {

using Clock = std::chrono::steady_clock;

constexpr uint64_t kMaxCompared = 64U << 20U;  // larger files count as all new
constexpr std::chrono::seconds kBlobTimeout{60};
constexpr uint32_t kTypeMask = 0170000;
constexpr uint32_t kRegular = 0100000;
constexpr uint32_t kLink = 0120000;
constexpr uint32_t kSubmodule = 0160000;

bool is_object_id(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

uint32_t parse_mode(std::string_view text) {
  uint32_t mode = 0;
  std::from_chars(text.data(), text.data() + text.size(), mode, 8);
  return mode;
}

// Calls `take(fields, path)` for each NUL-terminated "field field …<tab>path"; false for a line that has too
// few.
template <typename Take>
bool for_each_entry(std::string_view text, size_t field_count, Take take) {
  while (!text.empty()) {
    const size_t end = text.find('\0');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const size_t tab = line.find('\t');
    if (tab == std::string_view::npos) return false;
    std::vector<std::string_view> fields;
    for (const std::string_view field : split(line.substr(0, tab), ' ')) {
      if (!field.empty()) fields.push_back(field);
    }
    if (fields.size() < field_count) return false;
    take(fields, line.substr(tab + 1));
  }
  return true;
}

Error unexpected_output() { return {ErrorKind::kMalformed, "git printed what we do not understand", {}, {}}; }

std::optional<Skip> skip_of(uint32_t mode, std::string_view path) {
  if ((mode & kTypeMask) == kRegular) return std::nullopt;
  if ((mode & kTypeMask) == kLink) return Skip{std::string(path), SkipReason::kSymlink, {}, false};
  if ((mode & kTypeMask) == kSubmodule) {
    return Skip{std::string(path) + "/", SkipReason::kVersionControl, "a submodule: another repository",
                false};
  }
  return Skip{std::string(path), SkipReason::kUnreadable, fmt::format("unknown mode {:o} in git", mode),
              true};
}

void sort_by_path(auto& entries) {
  std::ranges::sort(entries, {}, [](const auto& entry) -> const std::string& { return entry.path; });
}

// Opens `path` below `root`, through no link whatever the tree has become since git listed it.
tl::expected<RegularFile, ReadProblem> open_below(int root, std::string_view path) {
  Descriptor folder(fcntl(root, F_DUPFD_CLOEXEC, 3));
  const std::vector<std::string_view> names = split(path, '/');
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string name(names[i]);
    if (name.empty() || name == "." || name == "..") {
      return tl::unexpected(ReadProblem{SkipReason::kUnreadable, "a name that no file can have"});
    }
    if (i + 1 == names.size()) return RegularFile::open(name, RegularFile::Links::kRefuse, folder.number());
    Descriptor next(openat(folder.number(), name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (next.number() < 0) {
      // A file or a link in the place of a folder: the path itself is gone.
      const int error = errno == ENOTDIR || errno == ELOOP ? ENOENT : errno;
      return tl::unexpected(problem_of(error));
    }
    folder = std::move(next);
  }
  return tl::unexpected(problem_of(ENOENT));
}

bool is_utf16(std::string_view text) { return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"); }

// Hands out blobs through one `git cat-file --batch`, which is started when first needed.
class BlobReader {
 public:
  Result<std::string> read(const GitProgram& git, std::string_view id, uint64_t limit,
                           const std::stop_token& stop) {
    const std::scoped_lock lock(mutex_);
    auto blob = read_locked(git, id, limit, stop);
    // After a failure the stream stands anywhere; the next reader begins anew.
    if (!blob && !is_in_step_) child_.reset();
    return blob;
  }

 private:
  Result<std::string> read_locked(const GitProgram& git, std::string_view id, uint64_t limit,
                                  const std::stop_token& stop) {
    if (!child_) {
      SENTINEL_ASSIGN_OR_RETURN(child_, git.start({"cat-file", "--batch"}));
      buffer_.clear();
    }
    const ChildProcess& child = *child_;
    is_in_step_ = false;
    const std::string request = std::string(id) + "\n";
    // One short line always fits into an empty socket.
    if (send(child.input(), request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
      return fail(ErrorKind::kUnreadable, "git cat-file ended early");
    }
    size_t newline = 0;
    while ((newline = buffer_.find('\n')) == std::string::npos)
      SENTINEL_RETURN_IF_ERROR(read_more(child, stop));
    const std::string header = buffer_.substr(0, newline);
    buffer_.erase(0, newline + 1);

    const std::vector<std::string_view> fields = split(header, ' ');
    if (fields.size() == 2) {
      is_in_step_ = true;
      return fail(ErrorKind::kNotFound, fmt::format("git has no object {}", id), {},
                  "the repository is damaged or was cloned without its contents");
    }
    uint64_t size = 0;
    if (fields.size() != 3 ||
        std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(), size).ec != std::errc{}) {
      return tl::unexpected(unexpected_output());
    }
    const bool is_wanted = fields[1] == "blob" && size <= limit;
    std::string contents;
    // The newline behind the contents belongs to the answer.
    for (uint64_t left = size + 1; left > 0;) {
      if (buffer_.empty()) SENTINEL_RETURN_IF_ERROR(read_more(child, stop));
      const size_t count = static_cast<size_t>(std::min<uint64_t>(left, buffer_.size()));
      if (is_wanted) contents.append(buffer_, 0, count);
      buffer_.erase(0, count);
      left -= count;
    }
    is_in_step_ = true;
    if (fields[1] != "blob") return fail(ErrorKind::kMalformed, fmt::format("the object {} is no file", id));
    if (!is_wanted) return fail(ErrorKind::kLimit, fmt::format("{} bytes, more than {}", size, limit));
    contents.pop_back();
    return contents;
  }

  Result<void> read_more(const ChildProcess& child, const std::stop_token& stop) {
    const Clock::time_point deadline = Clock::now() + kBlobTimeout;
    for (;;) {
      if (stop.stop_requested()) return fail(ErrorKind::kInterrupted, "git was stopped");
      if (Clock::now() > deadline) return fail(ErrorKind::kUnreadable, "git cat-file does not answer");
      char bytes[65536];
      const ssize_t count = ::read(child.output(), bytes, sizeof bytes);
      if (count > 0) {
        buffer_.append(bytes, static_cast<size_t>(count));
        return {};
      }
      if (count == 0) return fail(ErrorKind::kUnreadable, "git cat-file ended early");
      if (errno != EAGAIN && errno != EINTR)
        return fail(ErrorKind::kUnreadable, "git cat-file cannot be read");
      pollfd entry{child.output(), POLLIN, 0};
      poll(&entry, 1, 50);
    }
  }

  std::mutex mutex_;
  std::optional<ChildProcess> child_;
  std::string buffer_;
  bool is_in_step_ = true;
};

}  // namespace

class GitRepository::State {
 public:
  explicit State(GitProgram program) : git(std::move(program)) {}

  Result<std::string> read(std::vector<std::string> arguments, const std::stop_token& stop) const {
    GitCall call;
    call.arguments = std::move(arguments);
    return git.read(call, stop);
  }

  Result<std::vector<GitFile>> list_tree(const std::string& commit, std::vector<Skip>& skips,
                                         const std::stop_token& stop) const;
  Result<void> fill_sizes(std::vector<GitFile>& files, const std::stop_token& stop) const;
  Result<std::map<std::string, uint32_t, std::less<>>> list_work_tree(std::vector<Skip>& skips,
                                                                      const std::stop_token& stop) const;
  std::string id_of(std::string_view contents) const {
    const std::string object = fmt::format("blob {}", contents.size()) + '\0' + std::string(contents);
    return uses_sha256 ? sha256_hex(object) : sha1_hex(object);
  }

  GitProgram git;
  std::filesystem::path work_tree;
  bool uses_sha256 = false;
  BlobReader blobs;
};

bool ChangedFile::is_new_line(uint32_t line) const {
  return is_all_new || std::ranges::binary_search(new_lines, line);
}

GitRepository::GitRepository(std::unique_ptr<State> state) : state_(std::move(state)) {}
GitRepository::GitRepository(GitRepository&&) noexcept = default;
GitRepository& GitRepository::operator=(GitRepository&&) noexcept = default;
GitRepository::~GitRepository() = default;

const std::filesystem::path& GitRepository::work_tree() const { return state_->work_tree; }

Result<GitRepository> GitRepository::open(const std::filesystem::path& path, const Environment& environment,
                                          const std::stop_token& stop) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path folder = fs::canonical(path, error);
  if (error) return fail(ErrorKind::kNotFound, "does not exist or cannot be read", path.string());
  if (!fs::is_directory(folder, error)) folder = folder.parent_path();

  SENTINEL_ASSIGN_OR_RETURN(GitProgram git, GitProgram::find(environment));
  git.set_folder(folder);
  auto state = std::make_unique<State>(std::move(git));
  const auto in_place = [&](Error e) { return std::move(e).within(path.string()); };
  SENTINEL_ASSIGN_OR_RETURN(
      const std::string answer,
      state->read({"rev-parse", "--show-object-format", "--is-bare-repository", "--absolute-git-dir"}, stop)
          .map_error(in_place));
  const std::vector<std::string_view> lines = split(answer, '\n');
  if (lines.size() < 3) return tl::unexpected(unexpected_output());
  state->uses_sha256 = lines[0] == "sha256";
  const fs::path git_folder(lines[2]);

  if (lines[1] == "false") {
    SENTINEL_ASSIGN_OR_RETURN(std::string top,
                              state->read({"rev-parse", "--show-toplevel"}, stop).map_error(in_place));
    if (top.ends_with('\n')) top.pop_back();
    state->work_tree = fs::canonical(top, error);
    // core.worktree of a hostile repository could make any folder of this machine "its" work tree.
    const auto [end, ignored] =
        std::mismatch(state->work_tree.begin(), state->work_tree.end(), folder.begin(), folder.end());
    if (error || end != state->work_tree.end()) {
      return fail(ErrorKind::kMalformed, "the repository's configuration puts its work tree elsewhere",
                  path.string(), "remove core.worktree from its configuration");
    }
    state->git.set_folder(state->work_tree);
  }

  // `git commit -a` and `git commit FILE` run hooks with an index of their own; it is the one that counts, if
  // it is this repository's.
  if (const auto index = environment.find("GIT_INDEX_FILE")) {
    const fs::path resolved = fs::weakly_canonical(environment.working_folder / *index, error);
    if (!error && resolved.parent_path() == fs::weakly_canonical(git_folder, error)) {
      state->git.set_index(resolved.string());
    }
  }
  return GitRepository(std::move(state));
}

Result<GitRepository> GitRepository::open_own(const std::filesystem::path& folder,
                                              const Environment& environment, const std::stop_token& stop) {
  SENTINEL_ASSIGN_OR_RETURN(GitProgram git, GitProgram::find(environment));
  git.set_repository(folder);
  auto state = std::make_unique<State>(std::move(git));
  SENTINEL_ASSIGN_OR_RETURN(const std::string format,
                            state->read({"rev-parse", "--show-object-format"}, stop));
  state->uses_sha256 = trim(format) == "sha256";
  return GitRepository(std::move(state));
}

Result<std::string> GitRepository::resolve(std::string_view revision, const std::stop_token& stop) const {
  const auto unknown = [&] {
    return fail(ErrorKind::kNotFound,
                fmt::format("git knows no revision \"{}\"", escape_for_display(revision)), {},
                "name a commit, branch or tag of this repository");
  };
  // No name of git begins so; it would be read as an option.
  if (revision.empty() || revision.front() == '-' || revision.contains('\0')) return unknown();
  GitCall call;
  call.arguments = {"rev-parse", "--verify", "--quiet", "--end-of-options",
                    std::string(revision) + "^{commit}"};
  SENTINEL_ASSIGN_OR_RETURN(const GitOutput output, state_->git.run(call, stop));
  const std::string_view id = trim(output.out);
  if (output.status != 0 || !is_object_id(id)) {
    if (output.err.contains("fatal: ") && !output.err.contains("single revision")) {
      return tl::unexpected(git_error(output.err));
    }
    return unknown();
  }
  return std::string(id);
}

Result<std::vector<GitFile>> GitRepository::State::list_tree(const std::string& commit,
                                                             std::vector<Skip>& skips,
                                                             const std::stop_token& stop) const {
  SENTINEL_ASSIGN_OR_RETURN(const std::string text,
                            read({"ls-tree", "-r", "-l", "-z", "--full-tree", commit}, stop));
  std::vector<GitFile> files;
  const bool understood = for_each_entry(text, 4, [&](const auto& fields, std::string_view path) {
    const uint32_t mode = parse_mode(fields[0]);
    if (auto skip = skip_of(mode, path)) {
      skips.push_back(std::move(*skip));
      return;
    }
    uint64_t size = 0;
    std::from_chars(fields[3].data(), fields[3].data() + fields[3].size(), size);
    files.push_back({std::string(path), std::string(fields[2]), {}, mode, size});
  });
  if (!understood) return tl::unexpected(unexpected_output());
  sort_by_path(files);
  sort_by_path(skips);
  return files;
}

Result<GitListing> GitRepository::files_of(std::string_view revision, const std::stop_token& stop) const {
  SENTINEL_ASSIGN_OR_RETURN(const std::string commit, resolve(revision, stop));
  GitListing listing;
  SENTINEL_ASSIGN_OR_RETURN(listing.files, state_->list_tree(commit, listing.skips, stop));
  return listing;
}

Result<void> GitRepository::State::fill_sizes(std::vector<GitFile>& files,
                                              const std::stop_token& stop) const {
  if (files.empty()) return {};
  GitCall call;
  call.arguments = {"cat-file", "--batch-check=%(objectsize)"};
  for (const GitFile& file : files) call.input += file.id + "\n";
  SENTINEL_ASSIGN_OR_RETURN(const std::string text, git.read(call, stop));
  const std::vector<std::string_view> lines = split(text, '\n');
  if (lines.size() < files.size()) return tl::unexpected(unexpected_output());
  for (size_t i = 0; i < files.size(); ++i) {
    // "ID missing" leaves 0; reading the blob will say what is wrong.
    const std::string_view digits = lines[i].substr(0, lines[i].find(' '));
    uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (error == std::errc{} && end == lines[i].data() + lines[i].size()) files[i].size = size;
  }
  return {};
}

Result<GitListing> GitRepository::staged_files(const std::stop_token& stop) const {
  std::unordered_map<std::string, std::string> old_ids;
  std::vector<Skip> ignored;
  if (auto head = resolve("HEAD", stop)) {
    SENTINEL_ASSIGN_OR_RETURN(const std::vector<GitFile> files, state_->list_tree(*head, ignored, stop));
    for (const GitFile& file : files) old_ids.emplace(file.path, file.id);
  } else if (head.error().kind != ErrorKind::kNotFound) {
    return tl::unexpected(head.error());
  }

  SENTINEL_ASSIGN_OR_RETURN(const std::string text, state_->read({"ls-files", "-z", "--stage"}, stop));
  GitListing listing;
  std::set<std::string, std::less<>> conflicts;
  std::set<std::string, std::less<>> known_skips;
  for (const Skip& skip : ignored) known_skips.insert(skip.path);
  const bool understood = for_each_entry(text, 3, [&](const auto& fields, std::string_view path) {
    const uint32_t mode = parse_mode(fields[0]);
    if (auto skip = skip_of(mode, path)) {
      // Links and submodules that HEAD has as well are not part of what is staged.
      if (!known_skips.contains(skip->path)) listing.skips.push_back(std::move(*skip));
      return;
    }
    if (fields[2] != "0") {
      conflicts.emplace(path);
      return;
    }
    GitFile file{std::string(path), std::string(fields[1]), {}, mode, 0};
    if (const auto old = old_ids.find(file.path); old != old_ids.end()) file.old_id = old->second;
    if (file.id != file.old_id) listing.files.push_back(std::move(file));
  });
  if (!understood) return tl::unexpected(unexpected_output());
  for (const std::string& path : conflicts) {
    listing.skips.push_back({path, SkipReason::kUnreadable, "in conflict: not merged yet", true});
  }
  sort_by_path(listing.files);
  sort_by_path(listing.skips);
  SENTINEL_RETURN_IF_ERROR(state_->fill_sizes(listing.files, stop));
  return listing;
}

Result<std::string> GitRepository::read_blob(std::string_view id, uint64_t limit,
                                             const std::stop_token& stop) const {
  if (!is_object_id(id)) return fail(ErrorKind::kUsage, "not the id of a git object");
  return state_->blobs.read(state_->git, id, limit, stop);
}

// Path and mode of all that is tracked (mode 0: untracked).
Result<std::map<std::string, uint32_t, std::less<>>> GitRepository::State::list_work_tree(
    std::vector<Skip>& skips, const std::stop_token& stop) const {
  std::map<std::string, uint32_t, std::less<>> paths;
  SENTINEL_ASSIGN_OR_RETURN(const std::string tracked, read({"ls-files", "-z", "--stage"}, stop));
  const bool understood = for_each_entry(tracked, 3, [&](const auto& fields, std::string_view path) {
    paths.emplace(path, parse_mode(fields[0]));
  });
  if (!understood) return tl::unexpected(unexpected_output());
  SENTINEL_ASSIGN_OR_RETURN(const std::string others,
                            read({"ls-files", "-z", "--others", "--exclude-standard"}, stop));
  for (const std::string_view path : split(others, '\0')) {
    if (path.ends_with('/')) {
      skips.push_back({std::string(path), SkipReason::kVersionControl, "another repository", false});
    } else if (!path.empty()) {
      paths.emplace(path, 0);
    }
  }
  return paths;
}

Result<GitChanges> GitRepository::changed_since(std::string_view revision,
                                                const std::stop_token& stop) const {
  if (work_tree().empty()) return fail(ErrorKind::kUsage, "a bare repository has no work tree to compare");
  SENTINEL_ASSIGN_OR_RETURN(const std::string commit, resolve(revision, stop));
  std::vector<Skip> ignored;
  SENTINEL_ASSIGN_OR_RETURN(const std::vector<GitFile> old_files, state_->list_tree(commit, ignored, stop));
  std::unordered_map<std::string, const GitFile*> old_by_path;
  for (const GitFile& file : old_files) old_by_path.emplace(file.path, &file);

  GitChanges changes;
  SENTINEL_ASSIGN_OR_RETURN(const auto paths, state_->list_work_tree(changes.skips, stop));
  const Descriptor root(::open(work_tree().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (root.number() < 0) return fail(ErrorKind::kUnreadable, "cannot be opened", work_tree().string());

  std::set<std::string, std::less<>> present;
  std::vector<std::pair<std::string, std::string>>
      added;  // path and id of files that the revision does not have
  for (const auto& [path, mode] : paths) {
    if (stop.stop_requested()) return fail(ErrorKind::kInterrupted, "git was stopped");
    if (auto skip = skip_of(mode, path); skip && mode == kSubmodule) {
      changes.skips.push_back(std::move(*skip));
      continue;
    }
    const auto found = old_by_path.find(path);
    const GitFile* old = found == old_by_path.end() ? nullptr : found->second;
    const auto file = open_below(root.number(), path);
    const auto contents = file ? file->read(kMaxCompared) : tl::unexpected(file.error());
    if (!contents) {
      const auto& [reason, detail] = contents.error();
      if (reason == SkipReason::kTooLarge) {
        present.insert(path);
        changes.files.push_back({path, true, {}});
      } else if (reason == SkipReason::kSymlink) {
        if (mode != kLink) changes.skips.push_back({path, reason, detail, false});
      } else if (reason != SkipReason::kVanished) {  // deleted: nothing to scan
        changes.skips.push_back({path, reason, detail, is_failure(reason)});
      }
      continue;
    }
    present.insert(path);
    const std::string id = state_->id_of(*contents);
    if (old == nullptr) {
      added.emplace_back(path, id);
      continue;
    }
    if (id == old->id) continue;
    if (old->size > kMaxCompared || is_utf16(*contents)) {
      changes.files.push_back({path, true, {}});
      continue;
    }
    SENTINEL_ASSIGN_OR_RETURN(const std::string before, read_blob(old->id, kMaxCompared, stop));
    std::vector<uint32_t> lines = find_new_lines(before, *contents);
    if (!lines.empty()) changes.files.push_back({path, false, std::move(lines)});
  }

  // What only moved to another name is not new.
  std::set<std::string, std::less<>> ids_gone;
  for (const GitFile& file : old_files) {
    if (!present.contains(file.path)) ids_gone.insert(file.id);
  }
  for (auto& [path, id] : added) {
    if (!ids_gone.contains(id)) changes.files.push_back({std::move(path), true, {}});
  }
  sort_by_path(changes.files);
  sort_by_path(changes.skips);
  return changes;
}

std::vector<uint32_t> find_new_lines(std::string_view before, std::string_view after) {
  const LineIndex old_lines(before);
  const LineIndex lines(after);
  // What follows the last line ending is a line only if there is something.
  const auto count_of = [](const LineIndex& index) {
    const auto count = static_cast<uint32_t>(index.count());
    return index.text_of(count).empty() ? count - 1 : count;
  };
  const uint32_t old_count = count_of(old_lines);
  const uint32_t count = count_of(lines);
  // [first, last] of the lines between the common beginning and the common end, 1-based.
  uint32_t first = 1;
  while (first <= count && first <= old_count && lines.text_of(first) == old_lines.text_of(first)) ++first;
  uint32_t last = count;
  uint32_t old_last = old_count;
  while (last >= first && old_last >= first && lines.text_of(last) == old_lines.text_of(old_last)) {
    --last;
    --old_last;
  }

  // Compared as text, not by hash: who can make two lines collide could hide one.
  std::unordered_map<std::string_view, int64_t> surplus;
  for (uint32_t line = first; line <= last; ++line) ++surplus[lines.text_of(line)];
  for (uint32_t line = first; line <= old_last; ++line) {
    if (const auto found = surplus.find(old_lines.text_of(line)); found != surplus.end()) --found->second;
  }
  std::vector<uint32_t> out;
  for (uint32_t line = first; line <= last; ++line) {
    if (surplus[lines.text_of(line)] > 0) out.push_back(line);
  }
  return out;
}

}  // namespace sentinel
