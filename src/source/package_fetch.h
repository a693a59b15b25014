// What the ecosystems' fetchers share. Each has its own file; only package.cpp knows them all.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "source/package.h"

namespace sentinel {

// Everything that one download needs from outside.
struct FetchContext {
  HttpClient& client;
  const Environment& environment;
  std::stop_token stop;
};

[[nodiscard]] Result<FetchedPackage> fetch_npm(const PackageCoordinate& coordinate,
                                               const FetchContext& context);
[[nodiscard]] Result<FetchedPackage> fetch_pypi(const PackageCoordinate& coordinate,
                                                const FetchContext& context);
[[nodiscard]] Result<FetchedPackage> fetch_go(const PackageCoordinate& coordinate,
                                              const FetchContext& context);
[[nodiscard]] Result<FetchedPackage> fetch_github(const PackageCoordinate& coordinate,
                                                  const FetchContext& context);

// Takes the archive at `request.url` into a new temporary folder, named after the package so that its
// extension tells what it is. Fills folder, path, url.
[[nodiscard]] Result<FetchedPackage> download_archive(HttpRequest request, std::string_view file_name,
                                                      const FetchContext& context);

struct Checksum {
  std::string algorithm;  // "sha512", "sha384", "sha256", "sha1"
  std::string hex;        // lower case
};
// kMalformed when the file's digest is another one.
[[nodiscard]] Result<void> verify_checksum(const std::filesystem::path& file, const Checksum& checksum);

// Metadata of a registry. Nothing throws: what is missing or of another type is null or empty.
[[nodiscard]] Result<nlohmann::json> parse_json(std::string_view text, std::string_view where);
const nlohmann::json* find_member(const nlohmann::json& object, const std::string& key);
std::string string_member(const nlohmann::json& object, const std::string& key);

// An error for an answer that is not 2xx. `settings` names where credentials come from.
Error status_error(const HttpResponse& response, std::string_view settings);

// "the latest is 2.0.0; near: 1.2.3, 1.2.4". `known` in any order.
std::string version_hint(std::string_view wanted, std::string_view latest,
                         std::span<const std::string> known);

// Login for a host from the file $NETRC or ~/.netrc; an HttpRequest's header value, or empty.
std::string netrc_authorization(const Environment& environment, std::string_view host);

// `$VAR`s that a boolean setting may hold: "1", "true", "yes", "on".
bool is_true(std::string_view text);

}  // namespace sentinel
