#include "cli/targets.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/glob.h"
#include "base/text.h"
#include "engine/scan_plan.h"
#include "net/http_client.h"
#include "source/git.h"
#include "source/package.h"

namespace sentinel {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStandardInput = "-";
constexpr uint64_t kLargestArchiveInput = 256U << 20U;

bool is_on_disk(const std::string& name) { return name != kStandardInput && !is_coordinate(name); }

// Path patterns of the settings, for files that no walk has seen.
bool is_wanted(const Settings& settings, const std::string& path) {
  const auto matches = [&](const std::vector<std::string>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return matches_path_pattern(pattern, path); });
  };
  return (settings.include_patterns.empty() || matches(settings.include_patterns)) &&
         !matches(settings.exclude_patterns);
}

// Adds a file that lies in memory, or says why it is left out.
void add_memory_file(Target& target, const Settings& settings, const std::string& relative, uint64_t size,
                     std::function<Result<std::string>()> read) {
  MemoryFile file;
  file.entry.path = target.shown_prefix + relative;
  file.entry.relative = relative;
  file.entry.size = size;
  file.entry.is_archive = is_archive_name(relative);
  file.read = std::move(read);
  const uint64_t limit = file.entry.is_archive ? kLargestArchiveInput : settings.max_file_size;
  if (!is_wanted(settings, target.pattern_prefix + relative)) {
    target.skips.push_back({file.entry.path, SkipReason::kExcluded, {}, false});
  } else if (size > limit) {
    target.skips.push_back({file.entry.path, SkipReason::kTooLarge, std::to_string(size) + " bytes",
                            file.entry.is_archive || is_source_or_configuration(language_of(relative))});
  } else {
    target.files.push_back(std::move(file));
  }
}

Result<std::string> read_standard_input(const std::stop_token& stop) {
  std::string out;
  char buffer[1U << 16U];
  for (;;) {
    pollfd wait{STDIN_FILENO, POLLIN, 0};
    while (poll(&wait, 1, 100) <= 0) {
      if (stop.stop_requested()) return fail(ErrorKind::kInterrupted, "interrupted", "standard input");
    }
    const ssize_t count = read(STDIN_FILENO, buffer, sizeof buffer);
    if (count == 0) return out;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(ErrorKind::kUsage, std::strerror(errno), "standard input");
    out.append(buffer, static_cast<size_t>(count));
    if (out.size() > kLargestArchiveInput) {
      return fail(ErrorKind::kUsage, "more than 256 MiB on standard input", {}, "name the file instead");
    }
  }
}

class Resolver {
 public:
  Resolver(const ScanArguments& arguments, const Settings& settings, const Environment& environment,
           Logger& logger, std::stop_token stop)
      : arguments_(arguments),
        settings_(settings),
        environment_(environment),
        logger_(logger),
        stop_(std::move(stop)) {}

  Result<Targets> resolve() {
    if (arguments_.stdin_path.empty() !=
        (std::count(arguments_.targets.begin(), arguments_.targets.end(), kStandardInput) == 0)) {
      return arguments_.stdin_path.empty()
                 ? fail(ErrorKind::kUsage, "standard input needs a name", {},
                        "give --stdin-path, e.g. src/server.py")
                 : fail(ErrorKind::kUsage, "--stdin-path without the target -", {}, "name - as the target");
    }
    SENTINEL_RETURN_IF_ERROR(find_root());
    const bool by_git = arguments_.staged || !arguments_.diff.empty();
    for (const std::string& name : arguments_.targets) {
      if (by_git && !is_on_disk(name)) {
        return fail(ErrorKind::kUsage, "--diff and --staged look at folders of a git work tree", name);
      }
      if (name == kStandardInput) {
        SENTINEL_RETURN_IF_ERROR(add_standard_input());
      } else if (is_coordinate(name)) {
        SENTINEL_RETURN_IF_ERROR(add_package(name));
      } else if (arguments_.staged) {
        SENTINEL_RETURN_IF_ERROR(add_staged(name));
      } else {
        SENTINEL_RETURN_IF_ERROR(add_path(name));
      }
    }
    out_.root = root_.string();
    return std::move(out_);
  }

 private:
  // The working folder where it holds all targets, else the nearest folder that does.
  Result<void> find_root() {
    std::error_code error;
    root_ = fs::current_path(error);
    if (error) return fail(ErrorKind::kUsage, error.message(), "the working folder");
    std::optional<fs::path> common;
    bool all_inside = true;
    for (const std::string& name : arguments_.targets) {
      if (!is_on_disk(name)) continue;
      const fs::path path = absolute(name);
      if (path.empty()) {
        return fail(ErrorKind::kUsage, "no such file or folder",
                    name.empty() ? "\"\"" : escape_for_display(name));
      }
      // In a folder such a thing is left out and listed; who names one wants it read.
      if (fs::is_other(fs::status(path, error))) {
        return fail(ErrorKind::kUsage, "neither a file nor a folder", escape_for_display(name),
                    "give its text on standard input, with the target - and --stdin-path");
      }
      all_inside = all_inside && is_below(path, root_);
      const fs::path folder = fs::is_directory(path, error) ? path : path.parent_path();
      if (!common) common = folder;
      while (!is_below(folder, *common)) common = common->parent_path();
    }
    if (!all_inside && common) root_ = *common;
    return {};
  }

  // Without `.`, `..` and a trailing slash, links in the folders above resolved; empty when it is not there.
  // The last name stays, for it is what the report shows, also of a link.
  static fs::path absolute(const std::string& name) {
    std::error_code error;
    fs::path path = fs::absolute(name, error).lexically_normal();
    if (path.filename().empty()) path = path.parent_path();
    if (error || !fs::exists(fs::symlink_status(path, error))) return {};
    if (fs::is_directory(path, error)) return fs::canonical(path, error);
    return fs::canonical(path.parent_path(), error) / path.filename();
  }

  static bool is_below(const fs::path& inner, const fs::path& outer) {
    const auto [inside, rest] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
    return inside == outer.end();
  }

  static std::string relative_to(const fs::path& inner, const fs::path& outer) {
    const std::string relative = inner.lexically_relative(outer).generic_string();
    return relative == "." ? std::string() : relative;
  }

  // Prefixes of a folder or file that lies below the report's root and perhaps the project's.
  Target target_at(const std::string& name, const fs::path& path, bool is_folder) const {
    Target target;
    target.kind = is_folder ? Target::Kind::kFolder : Target::Kind::kFile;
    target.named = name;
    target.path = path;
    target.shown_prefix = relative_to(path, root_);
    if (is_folder && !target.shown_prefix.empty()) target.shown_prefix += '/';
    const fs::path folder = is_folder ? path : path.parent_path();
    if (!settings_.project_root.empty()) {
      std::error_code error;
      const fs::path project = fs::canonical(settings_.project_root, error);
      if (!error && is_below(folder, project)) {
        target.pattern_prefix = relative_to(folder, project);
        if (!target.pattern_prefix.empty()) target.pattern_prefix += '/';
      }
    }
    return target;
  }

  Result<void> add_path(const std::string& name) {
    std::error_code error;
    const fs::path path = absolute(name);
    Target target = target_at(name, path, fs::is_directory(path, error));
    if (!arguments_.diff.empty()) {
      const fs::path folder = target.kind == Target::Kind::kFolder ? path : path.parent_path();
      SENTINEL_ASSIGN_OR_RETURN(const auto repository, GitRepository::open(folder, environment_, stop_));
      SENTINEL_ASSIGN_OR_RETURN(GitChanges changes, repository.changed_since(arguments_.diff, stop_));
      target.changed.emplace();
      for (ChangedFile& file : changes.files) {
        const fs::path changed = repository.work_tree() / file.path;
        if (!is_below(changed, folder)) continue;
        const std::string relative = relative_to(changed, folder);
        target.changed->emplace(relative, std::move(file));
      }
      for (Skip& skip : changes.skips) {
        const fs::path left_out = repository.work_tree() / skip.path;
        if (!is_below(left_out, folder)) continue;
        skip.path = target.shown_prefix + relative_to(left_out, folder);
        target.skips.push_back(std::move(skip));
      }
    }
    out_.targets.push_back(std::move(target));
    return {};
  }

  Result<void> add_staged(const std::string& name) {
    std::error_code error;
    const fs::path path = absolute(name);
    const bool is_folder = fs::is_directory(path, error);
    const fs::path folder = is_folder ? path : path.parent_path();
    SENTINEL_ASSIGN_OR_RETURN(auto opened, GitRepository::open(folder, environment_, stop_));
    const auto repository = std::make_shared<GitRepository>(std::move(opened));
    SENTINEL_ASSIGN_OR_RETURN(GitListing listing, repository->staged_files(stop_));

    Target target = target_at(name, folder, true);
    target.kind = Target::Kind::kMemory;
    target.changed.emplace();
    const auto relative_of = [&](const std::string& listed) -> std::optional<std::string> {
      const fs::path whole = repository->work_tree() / listed;
      if (is_folder ? !is_below(whole, path) : whole != path) return std::nullopt;
      return relative_to(whole, folder);
    };
    for (const GitFile& file : listing.files) {
      const auto relative = relative_of(file.path);
      if (!relative) continue;
      ChangedFile changed{*relative, true, {}};
      if (!file.old_id.empty() && file.size <= settings_.max_file_size) {
        const auto before = repository->read_blob(file.old_id, kLargestArchiveInput, stop_);
        const auto after = repository->read_blob(file.id, kLargestArchiveInput, stop_);
        if (before && after) changed = {*relative, false, find_new_lines(*before, *after)};
      }
      target.changed->emplace(*relative, std::move(changed));
      add_memory_file(target, settings_, *relative, file.size, [repository, id = file.id, stop = stop_] {
        return repository->read_blob(id, kLargestArchiveInput, stop);
      });
    }
    for (Skip& skip : listing.skips) {
      const auto relative = relative_of(skip.path);
      if (!relative) continue;
      skip.path = target.shown_prefix + *relative;
      target.skips.push_back(std::move(skip));
    }
    out_.targets.push_back(std::move(target));
    return {};
  }

  Result<void> add_standard_input() {
    SENTINEL_ASSIGN_OR_RETURN(std::string bytes, read_standard_input(stop_));
    Target target;
    target.kind = Target::Kind::kMemory;
    target.named = std::string(kStandardInput);
    const std::string relative = fs::path(arguments_.stdin_path).lexically_normal().generic_string();
    const auto shared = std::make_shared<std::string>(std::move(bytes));
    add_memory_file(target, settings_, relative, shared->size(),
                    [shared]() -> Result<std::string> { return *shared; });
    out_.targets.push_back(std::move(target));
    return {};
  }

  Result<void> add_package(const std::string& name) {
    SENTINEL_ASSIGN_OR_RETURN(PackageCoordinate coordinate, parse_coordinate(name));
    if (!client_) client_ = std::make_unique<HttpClient>(HttpOptions{.environment = environment_});
    SENTINEL_ASSIGN_OR_RETURN(FetchedPackage fetched,
                              fetch_package(coordinate, *client_, environment_, stop_));
    logger_.info("fetched", {{"url", fetched.url}, {"integrity", fetched.integrity}});
    const auto package = std::make_shared<FetchedPackage>(std::move(fetched));
    out_.owners.push_back(package);

    Target target;
    coordinate.version = package->version;
    target.named = coordinate.text();
    target.is_package = true;
    if (!package->verified) target.notes.push_back(target.named + ": " + package->integrity);
    if (package->kind == FetchedPackage::Kind::kArchive) {
      target.kind = Target::Kind::kFile;
      target.path = package->path;
      target.shown_prefix = package->path.filename().string();
      out_.targets.push_back(std::move(target));
      return {};
    }
    SENTINEL_ASSIGN_OR_RETURN(auto opened, GitRepository::open_own(package->path, environment_, stop_));
    const auto repository = std::make_shared<GitRepository>(std::move(opened));
    SENTINEL_ASSIGN_OR_RETURN(GitListing listing, repository->files_of(package->version, stop_));
    target.kind = Target::Kind::kMemory;
    target.shown_prefix = coordinate.name + "/";
    for (const GitFile& file : listing.files) {
      add_memory_file(target, settings_, file.path, file.size, [repository, id = file.id, stop = stop_] {
        return repository->read_blob(id, kLargestArchiveInput, stop);
      });
    }
    for (Skip& skip : listing.skips) {
      skip.path = target.shown_prefix + skip.path;
      target.skips.push_back(std::move(skip));
    }
    out_.targets.push_back(std::move(target));
    return {};
  }

  const ScanArguments& arguments_;
  const Settings& settings_;
  const Environment& environment_;
  Logger& logger_;
  std::stop_token stop_;
  fs::path root_;
  std::unique_ptr<HttpClient> client_;
  Targets out_;
};

}  // namespace

Result<Targets> resolve_targets(const ScanArguments& arguments, const Settings& settings,
                                const Environment& environment, Logger& logger, std::stop_token stop) {
  return Resolver(arguments, settings, environment, logger, std::move(stop)).resolve();
}

fs::path settings_folder(const std::vector<std::string>& targets) {
  return !targets.empty() && is_on_disk(targets.front()) ? fs::path(targets.front()) : fs::path(".");
}

}  // namespace sentinel
