#include "source/package.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "net/url.h"
#include "source/package_fetch.h"

namespace sentinel {

namespace {

constexpr std::array<std::string_view, 4> kPrefixes = {"npm:", "pypi:", "github:", "go:"};

constexpr std::string_view kAlphanumeric = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool has_only(std::string_view text, std::string_view more) {
  return std::ranges::all_of(text, [&](char c) { return kAlphanumeric.contains(c) || more.contains(c); });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

tl::unexpected<Error> refuse(std::string_view text, std::string_view why, std::string hint) {
  return fail(ErrorKind::kUsage, fmt::format("\"{}\": {}", escape_for_display(text.substr(0, 200)), why), {},
              std::move(hint));
}

// npm reads "1", "1.2", "1.x", "^1", ">=1 <2" and "" as ranges; a tag is what is no range.
bool is_npm_range(std::string_view version) {
  if (version.find_first_of("^~<>=*| ") != std::string_view::npos) return true;
  const std::string_view core = version.starts_with('v') ? version.substr(1) : version;
  if (core == "x" || core == "X") return true;
  if (core.empty() || !is_digit(core.front())) return false;
  const std::vector<std::string_view> parts = split(core.substr(0, core.find_first_of("-+")), '.');
  return parts.size() != 3 || !std::ranges::all_of(parts, [](std::string_view part) {
           return !part.empty() && std::ranges::all_of(part, is_digit);
         });
}

Result<PackageCoordinate> parse_npm(std::string_view text, std::string_view rest) {
  PackageCoordinate coordinate{Ecosystem::kNpm, {}, {}};
  const size_t at = rest.find('@', rest.starts_with('@') ? 1 : 0);
  coordinate.name = rest.substr(0, at);
  if (at != std::string_view::npos) coordinate.version = rest.substr(at + 1);

  const std::string hint = "write npm:NAME, npm:@SCOPE/NAME or npm:NAME@1.2.3";
  std::string_view base = coordinate.name;
  if (base.starts_with('@')) {
    const size_t slash = base.find('/');
    if (slash == std::string_view::npos || slash == 1) return refuse(text, "a scope without a name", hint);
    if (!has_only(base.substr(1, slash - 1), "-._~"))
      return refuse(text, "no npm package is named like this", hint);
    base.remove_prefix(slash + 1);
  }
  if (base.empty() || coordinate.name.size() > 214 || !has_only(base, "-._~!'()*") || base.front() == '.') {
    return refuse(text, "no npm package is named like this", hint);
  }
  if (at == std::string_view::npos) return coordinate;
  if (coordinate.version.empty()) return refuse(text, "no version behind the @", hint);
  if (is_npm_range(coordinate.version)) {
    return refuse(text, "a version range says not which package to look at",
                  "name one version (1.2.3) or a tag (latest)");
  }
  if (!has_only(coordinate.version, "-._+") || coordinate.version.size() > 256) {
    return refuse(text, "no version looks like this", hint);
  }
  if (coordinate.version.size() > 1 && coordinate.version.front() == 'v' && is_digit(coordinate.version[1])) {
    coordinate.version.erase(0, 1);
  }
  return coordinate;
}

Result<PackageCoordinate> parse_pypi(std::string_view text, std::string_view rest) {
  PackageCoordinate coordinate{Ecosystem::kPypi, {}, {}};
  const std::string hint = "write pypi:NAME or pypi:NAME==1.2.3";
  const size_t end = std::min(rest.find_first_of("=<>!~@;[ "), rest.size());
  coordinate.name = rest.substr(0, end);
  if (coordinate.name.empty() || coordinate.name.size() > 200 || !has_only(coordinate.name, "-._") ||
      !has_only(coordinate.name.substr(0, 1), "") || !has_only({&coordinate.name.back(), 1}, "")) {
    return refuse(text, "no Python package is named like this", hint);
  }
  const std::string_view condition = rest.substr(end);
  if (condition.empty()) return coordinate;
  if (condition.front() == '[')
    return refuse(text, "extras name other packages", hint + ", without the [extras]");
  if (!condition.starts_with("==") || condition.starts_with("===") || condition.contains('*') ||
      condition.contains(',')) {
    return refuse(text, "only one exact version can be looked at", hint);
  }
  coordinate.version = condition.substr(2);
  if (coordinate.version.empty() || coordinate.version.size() > 128 ||
      !has_only(coordinate.version, "-._+!")) {
    return refuse(text, "no version looks like this", hint);
  }
  return coordinate;
}

// The rules of git-check-ref-format(1), and no '-' in front, where it would be an option.
bool is_git_ref(std::string_view ref) {
  if (ref.empty() || ref.size() > 250 || ref.front() == '-' || ref.front() == '/' || ref.back() == '/' ||
      ref.back() == '.' || ref == "@") {
    return false;
  }
  for (const char c : ref) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || std::string_view("~^:?*[\\+").contains(c)) {
      return false;
    }
  }
  if (ref.contains("..") || ref.contains("@{")) return false;
  return std::ranges::all_of(split(ref, '/'), [](std::string_view part) {
    return !part.empty() && part.front() != '.' && !part.ends_with(".lock");
  });
}

Result<PackageCoordinate> parse_github(std::string_view text, std::string_view rest) {
  PackageCoordinate coordinate{Ecosystem::kGithub, {}, {}};
  const std::string hint = "write github:OWNER/REPOSITORY or github:OWNER/REPOSITORY@BRANCH-TAG-OR-COMMIT";
  const size_t at = rest.find('@');
  std::string_view name = rest.substr(0, at);
  if (name.ends_with(".git")) name.remove_suffix(4);
  const size_t slash = name.find('/');
  if (slash == std::string_view::npos) return refuse(text, "an owner and a repository are needed", hint);
  const std::string_view owner = name.substr(0, slash);
  const std::string_view repository = name.substr(slash + 1);
  if (owner.empty() || owner.size() > 39 || owner.front() == '-' || !has_only(owner, "-_") ||
      repository.empty() || repository.size() > 100 || !has_only(repository, "-._") || repository == "." ||
      repository == "..") {
    return refuse(text, "no repository of GitHub is named like this", hint);
  }
  coordinate.name = name;
  if (at == std::string_view::npos) return coordinate;
  coordinate.version = rest.substr(at + 1);
  if (!is_git_ref(coordinate.version))
    return refuse(text, "git has no such names for a branch, tag or commit", hint);
  return coordinate;
}

Result<PackageCoordinate> parse_go(std::string_view text, std::string_view rest) {
  PackageCoordinate coordinate{Ecosystem::kGo, {}, {}};
  const std::string hint = "write go:example.org/module or go:example.org/module@v1.2.3";
  const size_t at = rest.find('@');
  coordinate.name = rest.substr(0, at);
  const std::vector<std::string_view> parts = split(coordinate.name, '/');
  const bool is_path = std::ranges::all_of(parts, [](std::string_view part) {
    return !part.empty() && part.front() != '.' && part.back() != '.' && has_only(part, "-._~");
  });
  if (!is_path || coordinate.name.size() > 400 || coordinate.name.front() == '-' || !parts[0].contains('.')) {
    return refuse(text, "no Go module has such a path", hint);
  }
  if (at == std::string_view::npos) return coordinate;
  coordinate.version = rest.substr(at + 1);
  if (coordinate.version == "latest") {
    coordinate.version.clear();
    return coordinate;
  }
  if (coordinate.version.empty() || coordinate.version.size() > 200 ||
      !has_only(coordinate.version, "-._+") || coordinate.version.front() == '-' ||
      coordinate.version.front() == '.') {
    return refuse(text, "no version looks like this", hint);
  }
  if (is_digit(coordinate.version.front()) && coordinate.version.contains('.')) {
    return refuse(text, "versions of Go modules begin with v", "write v" + coordinate.version);
  }
  return coordinate;
}

// Files of ours alone are mapped: a package is hashed without being held in memory.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::filesystem::path& path) {
    MappedFile file;
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat status{};
    if (descriptor >= 0 && fstat(descriptor, &status) == 0 && status.st_size > 0) {
      file.size_ = static_cast<size_t>(status.st_size);
      file.bytes_ = mmap(nullptr, file.size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    }
    const int error = errno;
    if (descriptor >= 0) close(descriptor);
    if (descriptor < 0 || file.bytes_ == MAP_FAILED) {
      file.size_ = 0;
      return fail(ErrorKind::kUnreadable, std::strerror(error), path.string());
    }
    return file;
  }
  MappedFile(MappedFile&& other) noexcept
      : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile() {
    if (size_ > 0) munmap(bytes_, size_);
  }

  std::string_view bytes() const { return {static_cast<const char*>(bytes_), size_}; }

 private:
  MappedFile() = default;

  void* bytes_ = nullptr;
  size_t size_ = 0;
};

std::string digest_hex(const std::string& algorithm, std::string_view bytes) {
  if (algorithm == "sha512") return to_hex(sha512(bytes));
  if (algorithm == "sha256") return sha256_hex(bytes);
  if (algorithm == "sha1") return sha1_hex(bytes);
  return {};
}

// One folder deep, and nothing in the name that a path or a terminal would understand.
std::string safe_file_name(std::string_view name) {
  std::string out;
  for (const char c : name.substr(name.size() > 150 ? name.size() - 150 : 0)) {
    const bool is_plain = kAlphanumeric.contains(c) || c == '.' || c == '-' || c == '_' || c == '+';
    out += is_plain ? c : '-';
  }
  out.erase(0, std::min(out.find_first_not_of(".-"), out.size()));
  return out.empty() ? "package" : out;
}

}  // namespace

std::string PackageCoordinate::text() const {
  std::string out = std::string(kPrefixes[static_cast<size_t>(ecosystem)]) + name;
  if (!version.empty()) out += (ecosystem == Ecosystem::kPypi ? "==" : "@") + version;
  return out;
}

bool is_coordinate(std::string_view text) {
  return std::ranges::any_of(kPrefixes, [&](std::string_view prefix) { return text.starts_with(prefix); });
}

Result<PackageCoordinate> parse_coordinate(std::string_view text) {
  if (text.starts_with("npm:")) return parse_npm(text, text.substr(4));
  if (text.starts_with("pypi:")) return parse_pypi(text, text.substr(5));
  if (text.starts_with("github:")) return parse_github(text, text.substr(7));
  if (text.starts_with("go:")) return parse_go(text, text.substr(3));
  return refuse(text, "not the coordinate of a package",
                "write npm:NAME, pypi:NAME, github:OWNER/REPOSITORY or go:MODULE");
}

Result<TemporaryFolder> TemporaryFolder::create(const Environment& environment) {
  std::string name = (environment.temporary_folder() / "mcp-sentinel-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    return fail(ErrorKind::kUnreadable, fmt::format("no folder can be made: {}", std::strerror(errno)),
                environment.temporary_folder().string(), "set TMPDIR to a folder with free space");
  }
  TemporaryFolder folder;
  folder.path_ = name;
  return folder;
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Result<FetchedPackage> fetch_package(const PackageCoordinate& coordinate, HttpClient& client,
                                     const Environment& environment, std::stop_token stop) {
  const FetchContext context{client, environment, std::move(stop)};
  const auto fetch = [&]() -> Result<FetchedPackage> {
    switch (coordinate.ecosystem) {
      case Ecosystem::kNpm:
        return fetch_npm(coordinate, context);
      case Ecosystem::kPypi:
        return fetch_pypi(coordinate, context);
      case Ecosystem::kGithub:
        return fetch_github(coordinate, context);
      case Ecosystem::kGo:
        return fetch_go(coordinate, context);
    }
    return fail(ErrorKind::kUsage, "unknown ecosystem");
  };
  return fetch().map_error([&](Error error) { return std::move(error).within(coordinate.text()); });
}

Result<FetchedPackage> download_archive(HttpRequest request, std::string_view file_name,
                                        const FetchContext& context) {
  FetchedPackage package;
  SENTINEL_ASSIGN_OR_RETURN(package.folder, TemporaryFolder::create(context.environment));
  package.path = package.folder.path() / safe_file_name(file_name);
  request.max_bytes = kMaxPackageBytes;
  request.timeout = std::chrono::minutes(20);
  SENTINEL_ASSIGN_OR_RETURN(const HttpResponse response,
                            context.client.download(request, package.path, context.stop));
  if (!response.ok()) return tl::unexpected(status_error(response, {}));
  package.url = response.url;
  return package;
}

Result<void> verify_checksum(const std::filesystem::path& file, const Checksum& checksum) {
  SENTINEL_ASSIGN_OR_RETURN(const MappedFile mapped, MappedFile::open(file));
  const std::string actual = digest_hex(checksum.algorithm, mapped.bytes());
  if (!actual.empty() && actual == checksum.hex) return {};
  return fail(ErrorKind::kMalformed,
              fmt::format("the download's {} is {}, but the registry names {}", checksum.algorithm, actual,
                          escape_for_display(checksum.hex.substr(0, 130))),
              {}, "do not install it: the file was changed on its way, or the registry is at fault");
}

Result<nlohmann::json> parse_json(std::string_view text, std::string_view where) {
  nlohmann::json value = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded() || !value.is_object()) {
    return fail(ErrorKind::kMalformed, "the answer is not the JSON that a registry gives", std::string(where),
                "check the registry's address");
  }
  return value;
}

const nlohmann::json* find_member(const nlohmann::json& object, const std::string& key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string string_member(const nlohmann::json& object, const std::string& key) {
  const nlohmann::json* member = find_member(object, key);
  const auto* text = member == nullptr ? nullptr : member->get_ptr<const std::string*>();
  return text == nullptr ? "" : *text;
}

Error status_error(const HttpResponse& response, std::string_view settings) {
  std::string hint;
  if (response.status == 401 || response.status == 403) {
    hint = settings.empty() ? "the server asks for a login, or forbids this file"
                            : fmt::format("check the login for this server in {}", settings);
  } else if (response.status == 407) {
    hint = "the proxy asks for a login";
  } else if (response.status >= 500 || response.status == 429) {
    hint = "try again later";
  }
  const ErrorKind kind =
      response.status == 404 || response.status == 410 ? ErrorKind::kNotFound : ErrorKind::kNetwork;
  return {kind, fmt::format("the server answered {}", response.status), response.url, hint};
}

std::string version_hint(std::string_view wanted, std::string_view latest,
                         std::span<const std::string> known) {
  constexpr size_t kShown = 5;
  constexpr size_t kCompared = 5000;
  std::vector<std::pair<size_t, std::string_view>> nearest;
  for (const std::string& version : known.subspan(known.size() - std::min(known.size(), kCompared))) {
    if (version.size() > 64) continue;
    nearest.emplace_back(edit_distance(wanted.substr(0, 64), version), version);
  }
  std::ranges::sort(nearest);
  std::vector<std::string> shown;
  for (const auto& [distance, version] : nearest) {
    if (shown.size() < kShown) shown.push_back(escape_for_display(version));
  }
  std::string out;
  if (!latest.empty()) out = fmt::format("the latest is {}", escape_for_display(latest));
  if (!shown.empty()) out += (out.empty() ? "near: " : "; near: ") + join(shown, ", ");
  return out;
}

std::string netrc_authorization(const Environment& environment, std::string_view host) {
  const std::filesystem::path path =
      environment.find("NETRC").value_or((environment.home() / ".netrc").string());
  const auto text = read_text_file(path, 1U << 20U);
  if (!text) return {};
  // Words, except that a macro runs to the next empty line.
  std::vector<std::string_view> words;
  bool in_macro = false;
  for (const std::string_view line : split(*text, '\n')) {
    if (trim(line).empty()) in_macro = false;
    if (in_macro || trim(line).starts_with('#')) continue;
    size_t begin = 0;
    while ((begin = line.find_first_not_of(" \t\r", begin)) != std::string_view::npos) {
      const size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
      words.push_back(line.substr(begin, end - begin));
      begin = end;
    }
    if (!words.empty() && line.contains("macdef")) in_macro = true;
  }
  std::string login;
  std::string password;
  bool applies = false;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string_view value = i + 1 < words.size() ? words[i + 1] : std::string_view();
    if (words[i] == "machine" || words[i] == "default") {
      if (applies) break;  // the first entry that fits
      applies = words[i] == "default" || equals_ignoring_case(value, host);
      if (words[i] == "machine") ++i;
    } else if (words[i] == "login" || words[i] == "password" || words[i] == "account") {
      if (applies && words[i] == "login") login = value;
      if (applies && words[i] == "password") password = value;
      ++i;
    }
  }
  if (!applies || (login.empty() && password.empty())) return {};
  return "Basic " + base64_encode(login + ":" + password);
}

bool is_true(std::string_view text) {
  const std::string lower = to_lower(trim(text));
  return lower == "1" || lower == "true" || lower == "yes" || lower == "on" || lower == "y" || lower == "t";
}

}  // namespace sentinel
