// The settings of the go command, and what it does with them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/environment.h"

namespace sentinel {

class GoSettings {
 public:
  // Variables first, then the file of `go env -w`.
  static GoSettings load(const Environment& environment);

  struct Proxy {
    std::string address;          // a URL, "direct" or "off"
    bool goes_on_always = false;  // to the next one on any error, not only where the module is not found
  };
  std::vector<Proxy> proxies() const;
  bool is_direct(std::string_view module) const;  // not through a proxy: GONOPROXY, GOPRIVATE
  // Why the checksum database is not asked about `module`; empty: it is.
  std::string why_no_checksum(std::string_view module) const;
  std::string sum_database() const;      // its name, "sum.golang.org"
  std::string sum_database_url() const;  // where it is when no proxy passes it on

 private:
  std::string value(const std::string& name) const;
  bool matches(const std::string& name, std::string_view module) const;

  std::map<std::string, std::string> values_;
};

// "github.com/Azure/x" is "github.com/!azure/x" in a proxy's URLs.
std::string escape_go_path(std::string_view path);

// Does `vX.Y.Z[-pre][+meta]` a come before b? What is no such version comes before all that are.
bool is_older_go_version(std::string_view a, std::string_view b);
bool is_go_version(std::string_view text);
// The newest release; without any, the newest pre-release; empty when nothing is a version.
std::string latest_go_version(const std::vector<std::string>& versions);

// The "h1:" hash of go.sum: over names and contents of the zip's files.
[[nodiscard]] Result<std::string> hash_go_zip(const std::string& path);

}  // namespace sentinel
