#include "source/package_git.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "net/url.h"
#include "source/git_process.h"

namespace sentinel {

namespace {

constexpr std::chrono::seconds kFetchTimeout{1200};

bool is_full_commit_id(std::string_view ref) {
  return ref.size() == 40 && ref.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

uint64_t size_of_folder(const std::filesystem::path& folder) {
  uint64_t total = 0;
  std::error_code error;
  // git renames and deletes while we look: whatever cannot be asked counts nothing.
  for (std::filesystem::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    const uint64_t size = entry->is_regular_file(ignored) ? entry->file_size(ignored) : 0;
    if (!ignored) total += size;
  }
  return total;
}

// What carries a URL: "https", "ssh" (also for host:path), "file" (also for a plain path).
std::string protocol_of(std::string_view url) {
  if (const size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    const std::string name = to_lower(url.substr(0, scheme));
    return name == "git+ssh" || name == "ssh+git" ? "ssh" : name;
  }
  if (const size_t helper = url.find("::"); helper != std::string_view::npos)
    return std::string(url.substr(0, helper));
  const size_t colon = url.find(':');
  return colon != std::string_view::npos && colon < url.find('/') ? "ssh" : "file";
}

// A new, empty, bare repository that is ours, and git set up to fetch into it from `url` alone.
struct Workshop {
  TemporaryFolder folder;
  std::filesystem::path repository;
  GitProgram git;
};

Result<Workshop> open_workshop(const std::string& url, const FetchContext& context) {
  SENTINEL_ASSIGN_OR_RETURN(TemporaryFolder folder, TemporaryFolder::create(context.environment));
  const std::filesystem::path repository = folder.path() / "repository.git";
  SENTINEL_ASSIGN_OR_RETURN(GitProgram local, GitProgram::find(context.environment));
  GitCall init;
  // No template: it could bring hooks.
  init.arguments = {"init", "--quiet", "--bare", "--template=", "--object-format=sha1", repository.string()};
  SENTINEL_RETURN_IF_ERROR(local.read(init, context.stop));

  // Which way the user's own configuration takes is asked first, and then only that way is open: no redirect
  // and nothing that the server says leads to another.
  local.set_repository(repository);
  GitCall ask;
  ask.arguments = {"ls-remote", "--get-url", url};
  SENTINEL_ASSIGN_OR_RETURN(const std::string effective, local.read(ask, context.stop));
  const std::string protocol = protocol_of(trim(effective));
  constexpr std::array<std::string_view, 5> kProtocols = {"https", "ssh", "git", "http", "file"};
  if (std::ranges::find(kProtocols, protocol) == kProtocols.end()) {
    return fail(ErrorKind::kUsage,
                fmt::format("git is configured to fetch {} by \"{}\", which is not safe", url,
                            escape_for_display(protocol)),
                {}, "check url.*.insteadOf in the configuration of git");
  }
  SENTINEL_ASSIGN_OR_RETURN(GitProgram git, GitProgram::find(context.environment, protocol));
  git.set_repository(repository);
  return Workshop{std::move(folder), repository, std::move(git)};
}

Error explain(const std::string& standard_error, const std::string& url, const std::string& ref) {
  Error error = git_error(standard_error);
  const auto says = [&](std::string_view words) { return to_lower(standard_error).contains(words); };
  error.where = url;
  if (says("couldn't find remote ref") || says("not our ref") || says("could not find remote branch")) {
    error.kind = ErrorKind::kNotFound;
    error.message = fmt::format("the repository has no branch, tag or commit \"{}\"", ref);
    error.hint = "a commit must be named by all 40 digits";
  } else if (says("could not read username") || says("not found") || says("repository not exported") ||
             says("does not appear to be a git repository") || says("does not exist")) {
    error.kind = ErrorKind::kNotFound;
    error.message = "there is no such repository, or it is private";
    error.hint = "check the spelling; for private repositories set up a credential helper of git";
  } else {
    error.kind = ErrorKind::kNetwork;
    if (says("could not resolve")) error.hint = "check the network; behind a proxy, set HTTPS_PROXY";
    if (says("certificate"))
      error.hint = "check http.sslCAInfo in the configuration of git, or GIT_SSL_CAINFO";
  }
  return error;
}

}  // namespace

Result<std::vector<std::string>> list_git_tags(const std::string& url, const FetchContext& context) {
  SENTINEL_ASSIGN_OR_RETURN(const Workshop workshop, open_workshop(url, context));
  GitCall call;
  call.arguments = {"ls-remote", "--tags", "--refs", "--", url};
  call.output_limit = 32U << 20U;
  SENTINEL_ASSIGN_OR_RETURN(const GitOutput output, workshop.git.run(call, context.stop));
  if (output.status != 0) return tl::unexpected(explain(output.err, url, {}));
  std::vector<std::string> tags;
  for (const std::string_view line : split(output.out, '\n')) {
    if (const size_t name = line.find("\trefs/tags/"); name != std::string_view::npos)
      tags.emplace_back(line.substr(name + 11));
  }
  return tags;
}

Result<FetchedPackage> fetch_git_repository(const std::string& url, const std::string& ref,
                                            const FetchContext& context) {
  SENTINEL_ASSIGN_OR_RETURN(Workshop workshop, open_workshop(url, context));
  GitCall call;
  call.arguments = {"fetch",
                    "--quiet",
                    "--depth=1",
                    "--no-tags",
                    "--no-recurse-submodules",
                    "--",
                    url,
                    ref.empty() ? "HEAD" : ref};
  call.timeout = kFetchTimeout;
  call.watch = [&]() -> Result<void> {
    if (size_of_folder(workshop.repository) <= kMaxPackageBytes) return {};
    return fail(ErrorKind::kLimit,
                fmt::format("the repository is larger than {} MiB", kMaxPackageBytes >> 20U), url,
                "clone it yourself and scan the folder");
  };
  SENTINEL_ASSIGN_OR_RETURN(const GitOutput output, workshop.git.run(call, context.stop));
  if (output.status != 0) return tl::unexpected(explain(output.err, url, ref));
  SENTINEL_RETURN_IF_ERROR(call.watch());

  GitCall resolve;
  resolve.arguments = {"rev-parse", "--verify", "--quiet", "FETCH_HEAD^{commit}"};
  SENTINEL_ASSIGN_OR_RETURN(const std::string commit, workshop.git.read(resolve, context.stop));

  FetchedPackage package;
  package.kind = FetchedPackage::Kind::kGitRepository;
  package.folder = std::move(workshop.folder);
  package.path = workshop.repository;
  package.version = trim(commit);
  package.url = url;
  package.verified = is_full_commit_id(ref) && to_lower(ref) == package.version;
  package.integrity =
      package.verified ? "by the commit's id" : "not verified: the server chose the commit of this name";
  return package;
}

Result<FetchedPackage> fetch_github(const PackageCoordinate& coordinate, const FetchContext& context) {
  SENTINEL_ASSIGN_OR_RETURN(
      FetchedPackage package,
      fetch_git_repository("https://github.com/" + coordinate.name + ".git", coordinate.version, context));
  package.name = coordinate.name;
  return package;
}

}  // namespace sentinel
