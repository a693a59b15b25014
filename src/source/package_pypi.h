// The settings of pip and the order of Python versions.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/environment.h"
#include "net/http_client.h"
#include "net/url.h"

namespace sentinel {

class PipSettings {
 public:
  // From weak to strong: the machine's files, the user's, the virtual environment's, PIP_CONFIG_FILE,
  // variables.
  static PipSettings load(const Environment& environment);
  // Sections [global] and, stronger, [download] of one pip.conf, over what is there already.
  void add_file(std::string_view text);

  std::vector<std::string> index_urls;  // the first is the main one
  std::string certificate;
  std::string proxy;
  std::vector<std::string> trusted_hosts;
  bool no_index = false;

  HttpRoute route_for(const Url& url) const;

 private:
  void set(std::string_view key, std::string_view value);

  std::string index_url_ = "https://pypi.org/simple";
  std::vector<std::string> extra_index_urls_;
};

// A version by the rules of PEP 440, which order epochs, pre-, post- and development releases.
class PythonVersion {
 public:
  static std::optional<PythonVersion> parse(std::string_view text);
  bool is_prerelease() const { return phase_ < kFinal || is_development_; }
  friend std::weak_ordering operator<=>(const PythonVersion& a, const PythonVersion& b);
  friend bool operator==(const PythonVersion& a, const PythonVersion& b) { return (a <=> b) == 0; }

 private:
  // 1.0.dev1 < 1.0a1 < 1.0b1 < 1.0rc1 < 1.0 < 1.0.post1
  static constexpr int kOnlyDevelopment = -1;
  static constexpr int kFinal = 3;

  uint64_t epoch_ = 0;
  std::vector<uint64_t> release_;  // without zeros at its end
  int phase_ = kFinal;
  uint64_t phase_number_ = 0;
  bool is_post_ = false;
  uint64_t post_number_ = 0;
  bool is_development_ = false;
  uint64_t development_number_ = 0;
  std::string local_;
};

// PEP 503: "My._Package" is "my-package".
std::string normalize_python_name(std::string_view name);

// A file of the simple index.
struct PythonFile {
  std::string name;
  Url url;
  std::string sha256;  // lower-case hexadecimal, or empty
  bool is_yanked = false;
};

// Both forms of the simple index: HTML (PEP 503) and JSON (PEP 691). Entries that are of no use are left out.
std::vector<PythonFile> parse_simple_html(std::string_view html, const Url& page);
std::vector<PythonFile> parse_simple_json(std::string_view json, const Url& page);

// The version in a file's name, if it is a wheel or source archive of the package `normalized_name`.
std::optional<std::string> find_version_in_file_name(std::string_view file, std::string_view normalized_name);

// Lower is better: a pure wheel, a wheel for this kind of machine, another wheel, source archives.
int rank_of_python_file(std::string_view name);

}  // namespace sentinel
