#include "source/package_go.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "base/files.h"
#include "base/glob.h"
#include "base/hash.h"
#include "base/text.h"
#include "net/url.h"
#include "source/package_fetch.h"
#include "source/package_git.h"

namespace sentinel {

namespace {

constexpr size_t kMaxAnswer = 8U << 20U;
// The go command refuses modules of more than 500 MiB.
constexpr uint64_t kMaxModuleBytes = 500U << 20U;
constexpr size_t kMaxModuleFiles = 200'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct GoVersion {
  std::array<std::string_view, 3> numbers;
  std::string_view prerelease;
  std::string_view metadata;
};

bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

std::optional<GoVersion> parse_version(std::string_view text) {
  if (!text.starts_with('v')) return std::nullopt;
  text.remove_prefix(1);
  GoVersion version;
  const size_t plus = text.find('+');
  if (plus != std::string_view::npos) version.metadata = text.substr(plus + 1);
  text = text.substr(0, plus);
  const size_t dash = text.find('-');
  if (dash != std::string_view::npos) version.prerelease = text.substr(dash + 1);
  if (dash != std::string_view::npos && version.prerelease.empty()) return std::nullopt;
  const std::vector<std::string_view> parts = split(text.substr(0, dash), '.');
  if (parts.size() != 3 || !std::ranges::all_of(parts, is_number)) return std::nullopt;
  std::ranges::copy(parts, version.numbers.begin());
  return version;
}

// Numbers of any length, without leading zeros as versions have them.
std::weak_ordering compare_numbers(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

std::weak_ordering compare_prereleases(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();  // a release comes after its pre-releases
  const std::vector<std::string_view> left = split(a, '.');
  const std::vector<std::string_view> right = split(b, '.');
  for (size_t i = 0; i < left.size() && i < right.size(); ++i) {
    const bool left_is_number = is_number(left[i]);
    const bool right_is_number = is_number(right[i]);
    if (left_is_number != right_is_number) {
      return left_is_number ? std::weak_ordering::less : std::weak_ordering::greater;
    }
    const std::weak_ordering order =
        left_is_number ? compare_numbers(left[i], right[i]) : std::weak_ordering(left[i] <=> right[i]);
    if (order != 0) return order;
  }
  return left.size() <=> right.size();
}

}  // namespace

GoSettings GoSettings::load(const Environment& environment) {
  GoSettings settings;
  std::filesystem::path file = environment.config_home() / "go/env";
  if (const auto named = environment.find("GOENV")) file = *named == "off" ? "" : *named;
  if (const auto text = file.empty() ? Result<std::string>(std::string()) : read_text_file(file, 1U << 20U)) {
    for (const std::string_view line : split(*text, '\n')) {
      const size_t equals = line.find('=');
      if (equals == std::string_view::npos || trim(line).starts_with('#')) continue;
      settings.values_[std::string(trim(line.substr(0, equals)))] = trim(line.substr(equals + 1));
    }
  }
  for (const auto& [name, value] : environment.variables) {
    if (name.starts_with("GO") && !value.empty()) settings.values_[name] = value;
  }
  return settings;
}

std::string GoSettings::value(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? "" : found->second;
}

std::vector<GoSettings::Proxy> GoSettings::proxies() const {
  std::string text = value("GOPROXY");
  if (text.empty()) text = "https://proxy.golang.org,direct";
  std::vector<Proxy> proxies;
  size_t begin = 0;
  while (begin <= text.size()) {
    const size_t end = std::min(text.find_first_of(",|", begin), text.size());
    const std::string_view address = trim(std::string_view(text).substr(begin, end - begin));
    if (!address.empty()) proxies.push_back({std::string(address), end < text.size() && text[end] == '|'});
    begin = end + 1;
  }
  return proxies;
}

// A pattern fits a path when it fits as many of its first elements as it has itself.
bool GoSettings::matches(const std::string& name, std::string_view module) const {
  const std::string list = value(name);
  for (std::string_view pattern : split(list, ',')) {
    pattern = trim(pattern);
    while (pattern.ends_with('/')) pattern.remove_suffix(1);
    if (pattern.empty()) continue;
    size_t end = 0;
    for (auto slashes = std::ranges::count(pattern, '/') + 1; slashes > 0 && end != std::string_view::npos;
         --slashes) {
      end = module.find('/', end == 0 ? 0 : end + 1);
      if (end == std::string_view::npos && slashes > 1) break;
    }
    if (wildmatch(pattern, module.substr(0, end))) return true;
  }
  return false;
}

bool GoSettings::is_direct(std::string_view module) const {
  return matches(value("GONOPROXY").empty() ? "GOPRIVATE" : "GONOPROXY", module);
}

std::string GoSettings::why_no_checksum(std::string_view module) const {
  if (value("GOSUMDB") == "off") return "GOSUMDB is off";
  if (is_true(value("GONOSUMCHECK"))) return "GONOSUMCHECK is set";
  if (value("GOFLAGS").contains("-insecure")) return "GOFLAGS has -insecure";
  const std::string name = value("GONOSUMDB").empty() ? "GOPRIVATE" : "GONOSUMDB";
  if (matches(name, module)) return name + " names this module";
  return {};
}

std::string GoSettings::sum_database() const {
  const std::string text = value("GOSUMDB");
  const std::string name = text.substr(0, text.find_first_of(" +"));
  return name.empty() || name == "sum.golang.google.cn" ? "sum.golang.org" : name;
}

std::string GoSettings::sum_database_url() const {
  const std::string text = value("GOSUMDB");
  if (text == "sum.golang.google.cn") return "https://sum.golang.google.cn";
  if (const size_t space = text.find(' '); space != std::string::npos)
    return std::string(trim(text.substr(space)));
  return "https://" + sum_database();
}

std::string escape_go_path(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c >= 'A' && c <= 'Z') {
      out += '!';
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += c;
    }
  }
  return out;
}

bool is_go_version(std::string_view text) { return parse_version(text).has_value(); }

bool is_older_go_version(std::string_view a, std::string_view b) {
  const auto left = parse_version(a);
  const auto right = parse_version(b);
  if (!left || !right) return !left && right.has_value();
  for (size_t i = 0; i < 3; ++i) {
    if (const auto order = compare_numbers(left->numbers[i], right->numbers[i]); order != 0) return order < 0;
  }
  return compare_prereleases(left->prerelease, right->prerelease) < 0;
}

std::string latest_go_version(const std::vector<std::string>& versions) {
  // As go does it: "+incompatible" ones, of before modules, only if there is nothing else.
  enum Rank { kNone, kIncompatible, kPrerelease, kRelease };
  const auto rank_of = [](std::string_view text) {
    const auto version = parse_version(text);
    if (!version) return kNone;
    if (version->metadata == "incompatible") return kIncompatible;
    return version->prerelease.empty() ? kRelease : kPrerelease;
  };
  std::string best;
  Rank best_rank = kNone;
  for (const std::string& version : versions) {
    const Rank rank = rank_of(version);
    if (rank != kNone && (rank > best_rank || (rank == best_rank && is_older_go_version(best, version)))) {
      best = version;
      best_rank = rank;
    }
  }
  return best;
}

Result<std::string> hash_go_zip(const std::string& path) {
  const auto damaged = [&](archive* reader) {
    const char* words = archive_error_string(reader);
    return fail(ErrorKind::kMalformed, fmt::format("the module's zip is damaged: {}",
                                                   escape_for_display(words == nullptr ? "" : words)));
  };
  const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), archive_read_free);
  archive_read_support_format_zip_seekable(reader.get());
  if (archive_read_open_filename(reader.get(), path.c_str(), 64U << 10U) != ARCHIVE_OK)
    return damaged(reader.get());

  std::vector<std::pair<std::string, std::string>> hashes;  // name and digest
  uint64_t total = 0;
  for (;;) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return damaged(reader.get());
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr) name = archive_entry_pathname(entry);
    if (name == nullptr || std::string_view(name).contains('\n')) {
      return fail(ErrorKind::kMalformed, "the module's zip has a file whose name no module may have");
    }
    const std::string file_name = name;
    std::string contents;
    const void* block = nullptr;
    size_t size = 0;
    la_int64_t offset = 0;
    int read_status = ARCHIVE_OK;
    while ((read_status = archive_read_data_block(reader.get(), &block, &size, &offset)) == ARCHIVE_OK) {
      total += size;
      if (total > kMaxModuleBytes)
        return fail(ErrorKind::kLimit, "the module's files have more than 500 MiB");
      contents.append(static_cast<const char*>(block), size);
    }
    if (read_status != ARCHIVE_EOF) return damaged(reader.get());
    hashes.emplace_back(file_name, sha256_hex(contents));
    if (hashes.size() > kMaxModuleFiles) return fail(ErrorKind::kLimit, "the module has too many files");
  }
  std::ranges::sort(hashes);
  std::string listing;
  for (const auto& [name, digest] : hashes) listing += digest + "  " + name + "\n";
  return "h1:" + base64_encode(sha256(listing));
}

namespace {

class GoFetcher {
 public:
  GoFetcher(const PackageCoordinate& coordinate, const FetchContext& context)
      : coordinate_(coordinate), context_(context), settings_(GoSettings::load(context.environment)) {}

  Result<FetchedPackage> fetch();

 private:
  HttpRequest request_for(const Url& base, const std::string& path) const;
  Result<std::string> get(const Url& base, const std::string& path) const;
  Result<std::vector<std::string>> list_versions(const Url& proxy) const;
  Result<std::string> find_version(const Url& proxy) const;
  Result<FetchedPackage> fetch_from(const Url& proxy) const;
  Result<FetchedPackage> fetch_directly() const;
  Result<void> check(FetchedPackage& package, const Url& proxy) const;
  std::string prefix() const { return escape_go_path(coordinate_.name) + "/@v/"; }

  const PackageCoordinate& coordinate_;
  const FetchContext& context_;
  GoSettings settings_;
};

HttpRequest GoFetcher::request_for(const Url& base, const std::string& path) const {
  HttpRequest request;
  request.url = base.origin() + base.path + (base.path.ends_with('/') ? "" : "/") + path;
  request.max_bytes = kMaxAnswer;
  const std::string authorization = base.has_credentials()
                                        ? "Basic " + base64_encode(base.user + ":" + base.password)
                                        : netrc_authorization(context_.environment, base.host);
  if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
  return request;
}

Result<std::string> GoFetcher::get(const Url& base, const std::string& path) const {
  SENTINEL_ASSIGN_OR_RETURN(HttpResponse response,
                            context_.client.send(request_for(base, path), context_.stop));
  if (!response.ok()) return tl::unexpected(status_error(response, "GOPROXY or .netrc"));
  return std::move(response.body);
}

Result<std::vector<std::string>> GoFetcher::list_versions(const Url& proxy) const {
  SENTINEL_ASSIGN_OR_RETURN(const std::string text, get(proxy, prefix() + "list"));
  std::vector<std::string> versions;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view version = trim(line.substr(0, line.find(' ')));
    if (is_go_version(version)) versions.emplace_back(version);
  }
  std::ranges::sort(versions, is_older_go_version);
  return versions;
}

Result<std::string> GoFetcher::find_version(const Url& proxy) const {
  if (is_go_version(coordinate_.version)) return coordinate_.version;
  std::string path = prefix() + escape_go_path(coordinate_.version) + ".info";
  if (coordinate_.version.empty()) {
    SENTINEL_ASSIGN_OR_RETURN(const std::vector<std::string> versions, list_versions(proxy));
    if (std::string latest = latest_go_version(versions); !latest.empty()) return latest;
    path = escape_go_path(coordinate_.name) + "/@latest";
  }
  SENTINEL_ASSIGN_OR_RETURN(const std::string text, get(proxy, path));
  SENTINEL_ASSIGN_OR_RETURN(const nlohmann::json info, parse_json(text, proxy.shown()));
  std::string version = string_member(info, "Version");
  if (!is_go_version(version)) return fail(ErrorKind::kMalformed, "the proxy names no version of the module");
  return version;
}

Result<void> GoFetcher::check(FetchedPackage& package, const Url& proxy) const {
  if (const std::string why = settings_.why_no_checksum(coordinate_.name); !why.empty()) {
    package.integrity = "not verified: " + why;
    return {};
  }
  const std::string database = settings_.sum_database();
  // A proxy may pass the database on, for networks that reach nothing else; go asks it first as well.
  const std::string passed_on = "sumdb/" + database;
  const auto supported = get(proxy, passed_on + "/supported");
  const std::string lookup =
      fmt::format("lookup/{}@{}", escape_go_path(coordinate_.name), escape_go_path(package.version));
  Result<std::string> answer = tl::unexpected(Error{});
  if (supported) {
    answer = get(proxy, passed_on + "/" + lookup);
  } else {
    SENTINEL_ASSIGN_OR_RETURN(const Url address, Url::parse(settings_.sum_database_url()));
    answer = get(address, lookup);
  }
  if (!answer) {
    if (answer.error().kind == ErrorKind::kInterrupted) return tl::unexpected(answer.error());
    package.integrity = answer.error().kind == ErrorKind::kNotFound
                            ? fmt::format("not verified: {} does not know this version", database)
                            : fmt::format("not verified: {} cannot be reached", database);
    return {};
  }
  const std::string line = fmt::format("{} {} h1:", coordinate_.name, package.version);
  const size_t found = ("\n" + *answer).find("\n" + line);
  if (found == std::string::npos) {
    package.integrity = fmt::format("not verified: {} gave no hash", database);
    return {};
  }
  const size_t begin = found + line.size() - 3;
  const std::string expected(
      trim(std::string_view(*answer).substr(begin, answer->find('\n', begin) - begin)));
  SENTINEL_ASSIGN_OR_RETURN(const std::string actual, hash_go_zip(package.path.string()));
  if (actual != expected) {
    return fail(ErrorKind::kMalformed,
                fmt::format("the download's hash is {}, but {} names {}", actual, database,
                            escape_for_display(expected.substr(0, 100))),
                {}, "do not use it: the module was changed after it was published");
  }
  package.verified = true;
  package.integrity = fmt::format("h1 hash of {}", database);
  if (supported) package.integrity += fmt::format(", passed on by {}", proxy.authority());
  return {};
}

Result<FetchedPackage> GoFetcher::fetch_from(const Url& proxy) const {
  SENTINEL_ASSIGN_OR_RETURN(const std::string version, find_version(proxy));
  const HttpRequest request = request_for(proxy, prefix() + escape_go_path(version) + ".zip");
  const std::string file = coordinate_.name.substr(coordinate_.name.rfind('/') + 1) + "-" + version + ".zip";
  auto package = download_archive(request, file, context_);
  if (!package) {
    const ErrorKind kind = package.error().kind;
    if (kind != ErrorKind::kNotFound && kind != ErrorKind::kNetwork) return package;
    // Some mirrors say 403 where others say 404; the list knows.
    const auto versions = list_versions(proxy);
    if (versions && !versions->empty() && std::ranges::find(*versions, version) == versions->end()) {
      return fail(ErrorKind::kNotFound, fmt::format("the module has no version {}", version), {},
                  version_hint(version, latest_go_version(*versions), *versions));
    }
    return package;
  }
  package->name = coordinate_.name;
  package->version = version;
  SENTINEL_RETURN_IF_ERROR(check(*package, proxy));
  return package;
}

Result<FetchedPackage> GoFetcher::fetch_directly() const {
  // For other hosts go asks the host itself where the repository is, which is more than a scan needs.
  const std::vector<std::string_view> parts = split(coordinate_.name, '/');
  const bool is_known = parts[0] == "github.com" || parts[0] == "gitlab.com" || parts[0] == "bitbucket.org";
  if (!is_known || parts.size() < 3) {
    return fail(ErrorKind::kUsage, fmt::format("modules of {} can be had through a proxy only", parts[0]), {},
                "set GOPROXY to a proxy that has it, or clone it and scan the folder");
  }
  const std::string url = fmt::format("https://{}/{}/{}.git", parts[0], parts[1], parts[2]);
  // Tags of a module in a sub-folder are named "folder/v1.2.3"; the "/v2" of a major version is no folder.
  std::string folder;
  for (size_t i = 3; i < parts.size(); ++i) {
    const bool is_major = i + 1 == parts.size() && parts[i].starts_with('v') && is_number(parts[i].substr(1));
    if (!is_major) folder += std::string(parts[i]) + "/";
  }
  std::string ref = coordinate_.version.substr(0, coordinate_.version.find("+incompatible"));
  if (ref.empty()) {
    SENTINEL_ASSIGN_OR_RETURN(const std::vector<std::string> tags, list_git_tags(url, context_));
    std::vector<std::string> versions;
    for (const std::string& tag : tags) {
      if (tag.starts_with(folder)) versions.push_back(tag.substr(folder.size()));
    }
    ref = latest_go_version(versions);
  }
  if (is_go_version(ref)) ref = folder + ref;
  SENTINEL_ASSIGN_OR_RETURN(FetchedPackage package, fetch_git_repository(url, ref, context_));
  package.name = coordinate_.name;
  return package;
}

Result<FetchedPackage> GoFetcher::fetch() {
  if (settings_.is_direct(coordinate_.name)) return fetch_directly();
  Result<FetchedPackage> last = fail(ErrorKind::kUsage, "GOPROXY names no proxy");
  for (const auto& [address, goes_on_always] : settings_.proxies()) {
    if (address == "off") {
      return fail(ErrorKind::kUsage, "GOPROXY=off forbids downloads", {}, "set GOPROXY to a proxy");
    }
    if (address == "direct") {
      auto package = fetch_directly();
      // What a proxy said is the better explanation of a module that is nowhere.
      const bool is_explained = !last && last.error().kind == ErrorKind::kNotFound;
      if (!package && is_explained && package.error().kind != ErrorKind::kInterrupted) break;
      return package;
    }
    const auto proxy = Url::parse(address);
    if (!proxy) return tl::unexpected(std::move(Error(proxy.error())).within("GOPROXY"));
    last = fetch_from(*proxy);
    if (last) return last;
    const ErrorKind kind = last.error().kind;
    // A wrong checksum or a full disk is no reason to look elsewhere.
    const bool may_go_on = kind == ErrorKind::kNotFound || (goes_on_always && kind == ErrorKind::kNetwork);
    if (!may_go_on) return last;
  }
  if (!last && last.error().kind == ErrorKind::kNotFound && last.error().hint.empty()) {
    last.error().hint = "check the spelling; private modules need GOPRIVATE or a proxy of their own";
  }
  return last;
}

}  // namespace

Result<FetchedPackage> fetch_go(const PackageCoordinate& coordinate, const FetchContext& context) {
  return GoFetcher(coordinate, context).fetch();
}

}  // namespace sentinel
