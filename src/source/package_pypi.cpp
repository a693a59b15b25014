#include "source/package_pypi.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "source/package_fetch.h"

namespace sentinel {

namespace {

constexpr size_t kMaxIndexPage = 48U << 20U;
constexpr size_t kMaxIndexes = 20;
constexpr std::array<std::string_view, 5> kSourceEndings = {".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz"};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  size_t begin = 0;
  while ((begin = text.find_first_not_of(" \t\r\n", begin)) != std::string_view::npos) {
    const size_t end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Cursor over the lower-case text of a version.
struct VersionCursor {
  std::string_view text;

  bool take(std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
  }
  void skip_separator() {
    if (!text.empty() && (text.front() == '.' || text.front() == '-' || text.front() == '_'))
      text.remove_prefix(1);
  }
  std::optional<uint64_t> number() {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || !is_digit(text.front())) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return value;
  }
  // "rc", "-rc.": a word between optional separators; the number behind it may be missing.
  bool take_word(std::string_view word, uint64_t& value) {
    const std::string_view before = text;
    skip_separator();
    if (!take(word)) {
      text = before;
      return false;
    }
    const std::string_view after = text;
    skip_separator();
    if (text.empty() || !is_digit(text.front())) text = after;
    value = number().value_or(0);
    return true;
  }
};

}  // namespace

void PipSettings::set(std::string_view key, std::string_view value) {
  std::string name = to_lower(key);
  std::replace(name.begin(), name.end(), '_', '-');
  value = trim(value);
  if (value.empty()) return;
  if (name == "index-url" || name == "pypi-url" || name == "i") index_url_ = value;
  if (name == "extra-index-url") extra_index_urls_ = words_of(value);
  if (name == "cert") certificate = value;
  if (name == "proxy") proxy = value;
  if (name == "trusted-host") trusted_hosts = words_of(value);
  if (name == "no-index") no_index = is_true(value);
}

void PipSettings::add_file(std::string_view text) {
  using Entries = std::vector<std::pair<std::string, std::string>>;
  std::map<std::string, Entries> sections;
  Entries* entries = nullptr;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view content = trim(line);
    if (content.empty() || content.front() == '#' || content.front() == ';') continue;
    if (line.front() == '[') {
      entries = &sections[to_lower(content.substr(1, content.find(']') - 1))];
    } else if (entries == nullptr) {
      continue;
    } else if ((line.front() == ' ' || line.front() == '\t') && !entries->empty()) {
      entries->back().second += "\n" + std::string(content);  // a value goes on
    } else if (const size_t separator = content.find_first_of("=:"); separator != std::string_view::npos) {
      entries->emplace_back(trim(content.substr(0, separator)), trim(content.substr(separator + 1)));
    }
  }
  for (const std::string section : {"global", "download"}) {
    for (const auto& [key, value] : sections[section]) set(key, value);
  }
}

PipSettings PipSettings::load(const Environment& environment) {
  PipSettings settings;
  const auto add = [&](const std::filesystem::path& path) {
    if (const auto text = read_text_file(path, 1U << 20U)) settings.add_file(*text);
  };
  const std::string named = environment.find("PIP_CONFIG_FILE").value_or("");
  // pip's way to say "no files at all".
  if (named != "/dev/null") {
    for (const std::string_view folder : split(environment.find("XDG_CONFIG_DIRS").value_or(""), ':')) {
      if (!folder.empty()) add(std::filesystem::path(folder) / "pip/pip.conf");
    }
    add(environment.system_root / "etc/xdg/pip/pip.conf");
    add(environment.system_root / "etc/pip.conf");
    if (!environment.home().empty()) {
      add(environment.home() / ".pip/pip.conf");
      add(environment.config_home() / "pip/pip.conf");
    }
    if (const auto folder = environment.find("VIRTUAL_ENV")) add(std::filesystem::path(*folder) / "pip.conf");
    if (!named.empty()) add(named);
  }
  for (const auto& [name, value] : environment.variables) {
    if (name.starts_with("PIP_") && name != "PIP_CONFIG_FILE") settings.set(name.substr(4), value);
  }
  if (settings.certificate.empty()) {
    // pip's HTTP library listens to these.
    settings.certificate =
        environment.find("REQUESTS_CA_BUNDLE").value_or(environment.find("CURL_CA_BUNDLE").value_or(""));
  }
  settings.index_urls.push_back(settings.index_url_);
  for (const std::string& url : settings.extra_index_urls_) {
    if (settings.index_urls.size() < kMaxIndexes) settings.index_urls.push_back(url);
  }
  return settings;
}

HttpRoute PipSettings::route_for(const Url& url) const {
  HttpRoute route;
  if (!proxy.empty()) route.proxy = proxy;
  // A folder of certificates is for OpenSSL only; pip takes one as well, but rarely.
  std::error_code ignored;
  if (!std::filesystem::is_directory(certificate, ignored)) route.ca_file = certificate;
  for (const std::string& host : trusted_hosts) {
    if (equals_ignoring_case(host, url.host) || equals_ignoring_case(host, url.authority()))
      route.verify = false;
  }
  return route;
}

std::optional<PythonVersion> PythonVersion::parse(std::string_view text) {
  const std::string lower = to_lower(trim(text));
  VersionCursor cursor{lower};
  PythonVersion version;
  cursor.take("v");
  auto number = cursor.number();
  if (!number) return std::nullopt;
  if (cursor.take("!")) {
    version.epoch_ = *number;
    number = cursor.number();
    if (!number) return std::nullopt;
  }
  version.release_.push_back(*number);
  while (cursor.text.size() > 1 && cursor.text[0] == '.' && is_digit(cursor.text[1])) {
    cursor.take(".");
    number = cursor.number();
    if (!number) return std::nullopt;
    version.release_.push_back(*number);
  }
  while (version.release_.size() > 1 && version.release_.back() == 0) version.release_.pop_back();

  // Longer words first: "a" is the beginning of "alpha".
  constexpr std::array<std::pair<std::string_view, int>, 8> kPhases = {
      {{"alpha", 0}, {"a", 0}, {"beta", 1}, {"b", 1}, {"preview", 2}, {"pre", 2}, {"rc", 2}, {"c", 2}}};
  for (const auto& [word, phase] : kPhases) {
    if (cursor.take_word(word, version.phase_number_)) {
      version.phase_ = phase;
      break;
    }
  }
  for (const std::string_view word : {"post", "rev", "r"}) {
    if (!version.is_post_ && cursor.take_word(word, version.post_number_)) version.is_post_ = true;
  }
  if (!version.is_post_ && cursor.text.size() > 1 && cursor.text[0] == '-' && is_digit(cursor.text[1])) {
    cursor.take("-");  // "1.0-1" is 1.0.post1
    version.post_number_ = cursor.number().value_or(0);
    version.is_post_ = true;
  }
  version.is_development_ = cursor.take_word("dev", version.development_number_);
  if (version.is_development_ && version.phase_ == kFinal && !version.is_post_)
    version.phase_ = kOnlyDevelopment;
  if (cursor.take("+")) {
    version.local_ = cursor.text;
    cursor.text = {};
  }
  if (!cursor.text.empty()) return std::nullopt;
  return version;
}

std::weak_ordering operator<=>(const PythonVersion& a, const PythonVersion& b) {
  // Among equals, a development release comes first.
  const auto key = [](const PythonVersion& v) {
    return std::tuple(v.epoch_, v.release_, v.phase_, v.phase_number_, v.is_post_, v.post_number_,
                      !v.is_development_, v.development_number_, v.local_);
  };
  return key(a) <=> key(b);
}

std::string normalize_python_name(std::string_view name) {
  std::string out;
  for (const char c : to_lower(name)) {
    const bool is_separator = c == '-' || c == '_' || c == '.';
    if (is_separator && out.ends_with('-')) continue;
    out += is_separator ? '-' : c;
  }
  return out;
}

std::optional<std::string> find_version_in_file_name(std::string_view file,
                                                     std::string_view normalized_name) {
  if (file.ends_with(".whl")) {
    const std::vector<std::string_view> parts = split(file.substr(0, file.size() - 4), '-');
    if (parts.size() != 5 && parts.size() != 6) return std::nullopt;
    if (normalize_python_name(parts[0]) != normalized_name) return std::nullopt;
    return std::string(parts[1]);
  }
  for (const std::string_view ending : kSourceEndings) {
    if (!file.ends_with(ending)) continue;
    const std::string_view stem = file.substr(0, file.size() - ending.size());
    for (size_t dash = stem.find('-'); dash != std::string_view::npos; dash = stem.find('-', dash + 1)) {
      if (normalize_python_name(stem.substr(0, dash)) == normalized_name)
        return std::string(stem.substr(dash + 1));
    }
  }
  return std::nullopt;
}

int rank_of_python_file(std::string_view name) {
  if (name.ends_with("-py3-none-any.whl") || name.ends_with("-py2.py3-none-any.whl")) return 0;
  if (name.ends_with("-none-any.whl")) return 1;
  if (name.ends_with(".whl")) {
    const bool is_usual = name.contains("linux") && name.contains("x86_64");
    return is_usual ? 2 : 3;
  }
  for (size_t i = 0; i < kSourceEndings.size(); ++i) {
    if (name.ends_with(kSourceEndings[i])) return 4 + static_cast<int>(i);
  }
  return 100;
}

std::vector<PythonFile> parse_simple_json(std::string_view json, const Url& page) {
  std::vector<PythonFile> files;
  const auto document = parse_json(json, page.shown());
  const nlohmann::json* entries = document ? find_member(*document, "files") : nullptr;
  if (entries == nullptr || !entries->is_array()) return files;
  for (const nlohmann::json& entry : *entries) {
    PythonFile file;
    file.name = string_member(entry, "filename");
    auto url = page.resolve(string_member(entry, "url"));
    if (file.name.empty() || !url) continue;
    file.url = std::move(*url);
    if (const nlohmann::json* hashes = find_member(entry, "hashes")) {
      file.sha256 = to_lower(string_member(*hashes, "sha256"));
    }
    const nlohmann::json* yanked = find_member(entry, "yanked");
    file.is_yanked =
        yanked != nullptr && (yanked->is_string() || (yanked->is_boolean() && yanked->get<bool>()));
    files.push_back(std::move(file));
  }
  return files;
}

namespace {

std::string decode_entities(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 6> kEntities = {
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&#x27;", '\''}}};
  std::string out;
  while (!text.empty()) {
    size_t taken = 0;
    for (const auto& [entity, character] : kEntities) {
      if (!text.starts_with(entity)) continue;
      out += character;
      taken = entity.size();
      break;
    }
    if (taken == 0) {
      out += text.front();
      taken = 1;
    }
    text.remove_prefix(taken);
  }
  return out;
}

// The attributes of the tag at whose name's end `text` begins; `text` then begins behind its '>'.
std::map<std::string, std::string> take_attributes(std::string_view& text) {
  std::map<std::string, std::string> attributes;
  for (;;) {
    const size_t begin = std::min(text.find_first_not_of(" \t\r\n/"), text.size());
    text.remove_prefix(begin);
    if (text.empty()) return attributes;
    if (text.front() == '>') {
      text.remove_prefix(1);
      return attributes;
    }
    const size_t end = std::min(text.find_first_of(" \t\r\n=>", 1), text.size());
    const std::string name = to_lower(text.substr(0, end));
    text.remove_prefix(end);
    std::string value;
    if (text.starts_with('=')) {
      text.remove_prefix(1);
      const char quote = text.empty() ? '\0' : text.front();
      if (quote == '"' || quote == '\'') {
        const size_t close = std::min(text.find(quote, 1), text.size());
        value = decode_entities(text.substr(1, close - 1));
        text.remove_prefix(std::min(close + 1, text.size()));
      } else {
        const size_t close = std::min(text.find_first_of(" \t\r\n>"), text.size());
        value = decode_entities(text.substr(0, close));
        text.remove_prefix(close);
      }
    }
    attributes.emplace(name, value);
  }
}

}  // namespace

std::vector<PythonFile> parse_simple_html(std::string_view html, const Url& page) {
  std::vector<PythonFile> files;
  Url base = page;
  for (size_t open = html.find('<'); open != std::string_view::npos; open = html.find('<')) {
    html.remove_prefix(open + 1);
    const size_t end = std::min(html.find_first_of(" \t\r\n>"), html.size());
    const std::string name = to_lower(html.substr(0, end));
    if (name != "a" && name != "base") continue;
    html.remove_prefix(end);
    const std::map<std::string, std::string> attributes = take_attributes(html);
    const auto reference = attributes.find("href");
    if (reference == attributes.end()) continue;
    auto url = base.resolve(reference->second);
    if (!url) continue;
    if (name == "base") {
      base = std::move(*url);
      continue;
    }
    PythonFile file;
    file.name = percent_decode(url->path.substr(url->path.rfind('/') + 1));
    if (url->fragment.starts_with("sha256=")) file.sha256 = to_lower(url->fragment.substr(7));
    file.is_yanked = attributes.contains("data-yanked");
    file.url = std::move(*url);
    if (!file.name.empty()) files.push_back(std::move(file));
  }
  return files;
}

namespace {

struct Candidate {
  PythonFile file;
  PythonVersion version;
  std::string version_text;
  Url index;
};

class PypiFetcher {
 public:
  PypiFetcher(const PackageCoordinate& coordinate, const FetchContext& context)
      : coordinate_(coordinate),
        context_(context),
        settings_(PipSettings::load(context.environment)),
        name_(normalize_python_name(coordinate.name)) {}

  Result<FetchedPackage> fetch();

 private:
  HttpRequest request_for(const Url& url, const Url& index) const;
  // False: this index does not have the package.
  Result<bool> read_index(const std::string& address);
  Result<const Candidate*> choose() const;

  const PackageCoordinate& coordinate_;
  const FetchContext& context_;
  PipSettings settings_;
  std::string name_;
  std::vector<Candidate> candidates_;
};

HttpRequest PypiFetcher::request_for(const Url& url, const Url& index) const {
  HttpRequest request;
  request.url = url.text();
  request.route = settings_.route_for(url);
  std::string authorization;
  const Url& login = url.has_credentials() ? url : index;
  if (login.has_credentials() && url.has_same_origin(index)) {
    authorization = "Basic " + base64_encode(login.user + ":" + login.password);
  } else {
    authorization = netrc_authorization(context_.environment, url.host);
  }
  if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
  return request;
}

Result<bool> PypiFetcher::read_index(const std::string& address) {
  SENTINEL_ASSIGN_OR_RETURN(const Url index, Url::parse(address.ends_with('/') ? address : address + "/"));
  SENTINEL_ASSIGN_OR_RETURN(Url page, index.resolve(index.path + name_ + "/"));
  HttpRequest request = request_for(page, index);
  request.headers.emplace_back(
      "Accept",
      "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.2, "
      "text/html; q=0.1");
  request.max_bytes = kMaxIndexPage;
  SENTINEL_ASSIGN_OR_RETURN(const HttpResponse response, context_.client.send(request, context_.stop));
  if (response.status == 404) return false;
  if (!response.ok()) return tl::unexpected(status_error(response, "pip.conf, PIP_INDEX_URL or .netrc"));

  // Relative links count from where redirects led.
  SENTINEL_ASSIGN_OR_RETURN(page, Url::parse(response.url));
  const std::string type = to_lower(response.header("content-type").value_or(""));
  std::vector<PythonFile> files =
      type.contains("json") ? parse_simple_json(response.body, page) : parse_simple_html(response.body, page);
  for (PythonFile& file : files) {
    const auto text = find_version_in_file_name(file.name, name_);
    auto version = text ? PythonVersion::parse(*text) : std::nullopt;
    if (version) candidates_.push_back({std::move(file), std::move(*version), *text, index});
  }
  return true;
}

Result<const Candidate*> PypiFetcher::choose() const {
  const auto wanted = PythonVersion::parse(coordinate_.version);
  const bool has_release = std::ranges::any_of(
      candidates_, [](const Candidate& c) { return !c.file.is_yanked && !c.version.is_prerelease(); });
  const Candidate* best = nullptr;
  const Candidate* latest = nullptr;
  std::vector<std::string> known;
  for (const Candidate& candidate : candidates_) {
    known.push_back(candidate.version_text);
    const bool is_usual = !candidate.file.is_yanked && (!has_release || !candidate.version.is_prerelease());
    if (is_usual && (latest == nullptr || candidate.version > latest->version)) latest = &candidate;
    const bool fits = coordinate_.version.empty() ? is_usual : wanted && candidate.version == *wanted;
    if (!fits) continue;
    // Newest first; then the kind of file; a file that was withdrawn only if there is no other; among wheels
    // for several interpreters the last name is the newest.
    const auto key = [](const Candidate& c) {
      return std::tuple(!c.file.is_yanked, -rank_of_python_file(c.file.name), std::string_view(c.file.name));
    };
    if (best == nullptr || candidate.version > best->version ||
        (candidate.version == best->version && key(candidate) > key(*best))) {
      best = &candidate;
    }
  }
  if (best != nullptr) return best;
  std::ranges::sort(known);
  known.erase(std::ranges::unique(known).begin(), known.end());
  if (coordinate_.version.empty()) {
    return fail(ErrorKind::kNotFound, "the index has no file of this package that can be looked at", {},
                known.empty() ? "" : "all were withdrawn; name a version to look at one nevertheless");
  }
  return fail(ErrorKind::kNotFound, fmt::format("the package has no version {}", coordinate_.version), {},
              version_hint(coordinate_.version, latest == nullptr ? "" : latest->version_text, known));
}

Result<FetchedPackage> PypiFetcher::fetch() {
  if (settings_.no_index) {
    return fail(ErrorKind::kUsage, "pip is configured to use no index (no-index)", {},
                "unset PIP_NO_INDEX, or scan the file itself");
  }
  bool is_known = false;
  for (const std::string& address : settings_.index_urls) {
    // A server that does not answer ends the search: another one might have a different package of this name.
    SENTINEL_ASSIGN_OR_RETURN(const bool found, read_index(address));
    is_known = is_known || found;
  }
  if (!is_known) {
    return fail(ErrorKind::kNotFound,
                fmt::format("{} has no package of this name", redact_url(settings_.index_urls.front())), {},
                "check the spelling; other indexes come from PIP_INDEX_URL and pip.conf");
  }
  SENTINEL_ASSIGN_OR_RETURN(const Candidate* chosen, choose());
  SENTINEL_ASSIGN_OR_RETURN(
      FetchedPackage package,
      download_archive(request_for(chosen->file.url, chosen->index), chosen->file.name, context_));
  package.name = coordinate_.name;
  package.version = chosen->version_text;
  if (chosen->file.sha256.size() == 64) {
    SENTINEL_RETURN_IF_ERROR(verify_checksum(package.path, {"sha256", chosen->file.sha256}));
    package.verified = true;
    package.integrity = "sha256 of the index";
    if (!settings_.route_for(chosen->index).verify) {
      package.integrity += " (whose certificate was not checked: trusted-host)";
    }
  } else {
    package.integrity = "not verified: the index offers no sha256";
  }
  return package;
}

}  // namespace

Result<FetchedPackage> fetch_pypi(const PackageCoordinate& coordinate, const FetchContext& context) {
  return PypiFetcher(coordinate, context).fetch();
}

}  // namespace sentinel
