#include "source/package_npm.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "source/package_fetch.h"

namespace sentinel {

namespace {

constexpr std::string_view kDefaultRegistry = "https://registry.npmjs.org/";
constexpr size_t kMaxMetadata = 48U << 20U;

// A value of an ini file: quotes, `\` before `;#\`, and comments behind the value.
std::string read_ini_value(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'')
    return std::string(text.substr(1, text.size() - 2));
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    const nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
    if (value.is_string()) return value.get<std::string>();
  }
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && std::string_view("\\;#").contains(text[i + 1])) {
      out += text[++i];
    } else if (text[i] == ';' || text[i] == '#') {
      break;
    } else {
      out += text[i];
    }
  }
  return std::string(trim(out));
}

// `${NAME}` and `${NAME?}`; of a variable that is not set the first stays as it is, the second becomes
// nothing.
std::string expand(std::string_view text, const Environment& environment) {
  std::string out;
  for (;;) {
    const size_t begin = text.find("${");
    const size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
    if (end == std::string_view::npos) return out.append(text);
    out.append(text.substr(0, begin));
    std::string name(text.substr(begin + 2, end - begin - 2));
    const bool is_optional = name.ends_with('?');
    if (is_optional) name.pop_back();
    const auto found = environment.variables.find(name);
    if (found != environment.variables.end()) {
      out += found->second;
    } else if (!is_optional) {
      out.append(text.substr(begin, end - begin + 1));
    }
    text.remove_prefix(end + 1);
  }
}

// What npm takes for its project: the nearest folder upward with a package.json or node_modules.
std::filesystem::path project_folder(const Environment& environment) {
  std::error_code ignored;
  std::filesystem::path folder =
      std::filesystem::absolute(environment.working_folder, ignored).lexically_normal();
  for (std::filesystem::path at = folder; at.has_relative_path(); at = at.parent_path()) {
    if (std::filesystem::exists(at / "package.json", ignored) ||
        std::filesystem::exists(at / "node_modules", ignored)) {
      return at;
    }
  }
  return folder;
}

bool is_unset(const std::string& value) {
  return value.empty() || value == "null" || value == "false" || value == "undefined";
}

}  // namespace

void NpmSettings::add_file(std::string_view text, const Environment& environment) {
  std::map<std::string, std::string> lists;
  for (std::string_view line : split(text, '\n')) {
    line = trim(line);
    if (line.empty() || line.front() == ';' || line.front() == '#') continue;
    if (line.front() == '[') break;  // npm knows no sections: what follows belongs to none of its keys
    const size_t equals = line.find('=');
    const std::string key = expand(read_ini_value(line.substr(0, equals)), environment);
    std::string value = equals == std::string_view::npos
                            ? "true"
                            : expand(read_ini_value(line.substr(equals + 1)), environment);
    if (key.ends_with("[]")) {
      std::string& list = lists[key.substr(0, key.size() - 2)];
      list += (list.empty() ? "" : "\n") + value;
    } else {
      values_[key] = std::move(value);
    }
  }
  for (auto& [key, value] : lists) values_[key] = std::move(value);
}

NpmSettings NpmSettings::load(const Environment& environment) {
  NpmSettings settings;
  const auto add = [&](const std::filesystem::path& path) {
    if (path.empty()) return;
    if (const auto text = read_text_file(path, 1U << 20U)) settings.add_file(*text, environment);
  };

  std::map<std::string, std::string> variables;
  for (const auto& [name, value] : environment.variables) {
    if (value.empty() || name.size() <= 11 || to_lower(name.substr(0, 11)) != "npm_config_") continue;
    std::string key = name.substr(11);
    if (!key.starts_with("//")) {
      key = to_lower(key);
      std::replace(key.begin() + 1, key.end(), '_', '-');
    }
    variables[key] = value;
  }
  const auto variable = [&](const std::string& key) -> std::string {
    const auto found = variables.find(key);
    return found == variables.end() ? "" : found->second;
  };

  const std::filesystem::path user_file = variable("userconfig").empty()
                                              ? environment.home() / ".npmrc"
                                              : std::filesystem::path(variable("userconfig"));
  if (!variable("globalconfig").empty()) {
    add(variable("globalconfig"));
  } else if (!variable("prefix").empty()) {
    add(std::filesystem::path(variable("prefix")) / "etc/npmrc");
  } else {
    add(environment.system_root / "etc/npmrc");
    add(environment.system_root / "usr/etc/npmrc");
    add(environment.system_root / "usr/local/etc/npmrc");
    if (const auto folder = environment.find("NVM_BIN")) add(std::filesystem::path(*folder) / "../etc/npmrc");
  }
  add(user_file);
  if (const std::filesystem::path file = project_folder(environment) / ".npmrc"; file != user_file) add(file);
  for (auto& [key, value] : variables) settings.values_[key] = value;
  return settings;
}

std::string NpmSettings::value(const std::string& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? "" : found->second;
}

std::string NpmSettings::registry_for(std::string_view package_name) const {
  std::string registry;
  if (package_name.starts_with('@')) {
    registry = value(std::string(package_name.substr(0, package_name.find('/'))) + ":registry");
  }
  if (registry.empty()) registry = value("registry");
  if (is_unset(registry)) registry = kDefaultRegistry;
  if (!registry.ends_with('/')) registry += '/';
  return registry;
}

std::string NpmSettings::authorization_for(const Url& url) const {
  // The longest configured part of the address decides: //host/a/b/, //host/a/b, //host/a/, …
  std::string place = "//" + url.authority() + url.path;
  while (place.size() > 2) {
    const auto entry = [&](std::string_view key) {
      const std::string text = value(fmt::format("{}:{}", place, key));
      // A variable that is not set: better no login than its name.
      return !text.contains("${") ? text : std::string();
    };
    if (const std::string token = entry("_authToken"); !token.empty()) return "Bearer " + token;
    if (const std::string login = entry("_auth"); !login.empty()) return "Basic " + login;
    const std::string user = entry("username");
    std::string password;
    if (!user.empty() && base64_decode(entry("_password"), password) && !password.empty()) {
      return "Basic " + base64_encode(user + ":" + password);
    }
    if (place.back() == '/') {
      place.pop_back();
    } else {
      place.erase(place.rfind('/') + 1);
    }
  }
  return {};
}

HttpRoute NpmSettings::route_for(const Url& url) const {
  HttpRoute route;
  for (const std::string& key :
       {std::string(url.scheme == "https" ? "https-proxy" : "http-proxy"), std::string("proxy")}) {
    if (const std::string proxy = value(key); !is_unset(proxy) && !route.proxy) route.proxy = proxy;
  }
  if (const std::string no_proxy = value("noproxy"); !is_unset(no_proxy)) route.no_proxy = no_proxy;
  if (const std::string pem = value("ca"); !is_unset(pem)) route.ca_pem = pem;
  if (const std::string file = value("cafile"); !is_unset(file)) route.ca_file = file;
  route.verify = value("strict-ssl") != "false";
  return route;
}

namespace {

// The strongest digest of a Subresource Integrity text ("sha512-… sha1-…"), or the old hexadecimal sha1.
std::optional<Checksum> find_checksum(const nlohmann::json& dist) {
  const std::string integrity = string_member(dist, "integrity");
  for (const std::string_view algorithm : {"sha512", "sha256", "sha1"}) {
    for (std::string_view part : split(integrity, ' ')) {
      part = part.substr(0, part.find('?'));
      std::string bytes;
      if (part.starts_with(std::string(algorithm) + "-") &&
          base64_decode(part.substr(algorithm.size() + 1), bytes)) {
        return Checksum{std::string(algorithm), to_hex(bytes)};
      }
    }
  }
  const std::string sha1 = to_lower(string_member(dist, "shasum"));
  if (sha1.size() == 40) return Checksum{"sha1", sha1};
  return std::nullopt;
}

class NpmFetcher {
 public:
  NpmFetcher(const PackageCoordinate& coordinate, const FetchContext& context)
      : coordinate_(coordinate), context_(context), settings_(NpmSettings::load(context.environment)) {}

  Result<FetchedPackage> fetch();

 private:
  HttpRequest request_for(const Url& url) const;
  Result<nlohmann::json> read_metadata(const Url& url) const;
  Result<std::string> choose_version(const nlohmann::json& metadata) const;
  Result<Url> tarball_url(const nlohmann::json& dist) const;

  const PackageCoordinate& coordinate_;
  const FetchContext& context_;
  NpmSettings settings_;
  Url registry_;
};

HttpRequest NpmFetcher::request_for(const Url& url) const {
  HttpRequest request;
  request.url = url.text();
  request.route = settings_.route_for(url);
  // npm itself adds these to its built-in certificates.
  if (request.route.ca_pem.empty() && request.route.ca_file.empty()) {
    request.route.extra_ca_file = context_.environment.find("NODE_EXTRA_CA_CERTS").value_or("");
  }
  // A login for the registry goes to the registry: not over http if it is configured for https.
  const bool is_downgrade = registry_.scheme == "https" && url.scheme == "http";
  std::string authorization = is_downgrade ? "" : settings_.authorization_for(url);
  if (url.has_same_origin(registry_)) {
    if (authorization.empty()) authorization = settings_.authorization_for(registry_);
    if (authorization.empty() && registry_.has_credentials()) {
      authorization = "Basic " + base64_encode(registry_.user + ":" + registry_.password);
    }
  }
  if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
  return request;
}

Result<nlohmann::json> NpmFetcher::read_metadata(const Url& url) const {
  HttpRequest request = request_for(url);
  request.headers.emplace_back("Accept",
                               "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*");
  request.max_bytes = kMaxMetadata;
  SENTINEL_ASSIGN_OR_RETURN(const HttpResponse response, context_.client.send(request, context_.stop));
  if (response.status == 404) {
    return fail(ErrorKind::kNotFound, fmt::format("{} has no package of this name", registry_.shown()), {},
                "check the spelling; private packages need a login in .npmrc");
  }
  if (!response.ok()) return tl::unexpected(status_error(response, ".npmrc"));
  return parse_json(response.body, response.url);
}

Result<std::string> NpmFetcher::choose_version(const nlohmann::json& metadata) const {
  const nlohmann::json* tags = find_member(metadata, "dist-tags");
  const nlohmann::json* versions = find_member(metadata, "versions");
  const std::string latest = tags == nullptr ? "" : string_member(*tags, "latest");
  std::string wanted = coordinate_.version.empty() ? "latest" : coordinate_.version;
  if (versions != nullptr && find_member(*versions, wanted) != nullptr) return wanted;
  if (tags != nullptr && versions != nullptr) {
    std::string tagged = string_member(*tags, wanted);
    if (!tagged.empty() && find_member(*versions, tagged) != nullptr) return tagged;
  }
  std::vector<std::string> known;
  if (versions != nullptr && versions->is_object()) {
    for (const auto& [version, ignored] : versions->items()) known.push_back(version);
  }
  return fail(ErrorKind::kNotFound, fmt::format("the package has no version or tag \"{}\"", wanted), {},
              version_hint(wanted, latest, known));
}

Result<Url> NpmFetcher::tarball_url(const nlohmann::json& dist) const {
  const std::string address = string_member(dist, "tarball");
  if (address.empty()) return fail(ErrorKind::kMalformed, "the registry names no file for this version");
  SENTINEL_ASSIGN_OR_RETURN(Url url, Url::parse(address));
  // As npm does it: mirrors pass on the public registry's addresses although only they can be reached.
  if (url.host == "registry.npmjs.org" && registry_.host != url.host) {
    SENTINEL_ASSIGN_OR_RETURN(
        url, Url::parse(registry_.origin() + registry_.path + url.path.substr(1) + url.query));
  }
  return url;
}

Result<FetchedPackage> NpmFetcher::fetch() {
  SENTINEL_ASSIGN_OR_RETURN(registry_, Url::parse(settings_.registry_for(coordinate_.name)));
  SENTINEL_ASSIGN_OR_RETURN(const Url url,
                            registry_.resolve(registry_.path + percent_encode(coordinate_.name, "@")));
  SENTINEL_ASSIGN_OR_RETURN(const nlohmann::json metadata, read_metadata(url));
  SENTINEL_ASSIGN_OR_RETURN(const std::string version, choose_version(metadata));

  const nlohmann::json* dist = find_member(*find_member(*find_member(metadata, "versions"), version), "dist");
  if (dist == nullptr) return fail(ErrorKind::kMalformed, "the registry names no file for this version");
  SENTINEL_ASSIGN_OR_RETURN(const Url tarball, tarball_url(*dist));
  SENTINEL_ASSIGN_OR_RETURN(
      FetchedPackage package,
      download_archive(request_for(tarball), fmt::format("{}-{}.tgz", coordinate_.name, version), context_));
  package.name = coordinate_.name;
  package.version = version;
  if (const auto checksum = find_checksum(*dist)) {
    SENTINEL_RETURN_IF_ERROR(verify_checksum(package.path, *checksum));
    package.verified = true;
    package.integrity = fmt::format("{} of the registry", checksum->algorithm);
    if (!settings_.route_for(registry_).verify)
      package.integrity += " (whose certificate was not checked: strict-ssl)";
  } else {
    package.integrity = "not verified: the registry offers no checksum";
  }
  return package;
}

}  // namespace

Result<FetchedPackage> fetch_npm(const PackageCoordinate& coordinate, const FetchContext& context) {
  return NpmFetcher(coordinate, context).fetch();
}

}  // namespace sentinel
