// The settings of npm, as npm itself finds them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "net/environment.h"
#include "net/http_client.h"
#include "net/url.h"

namespace sentinel {

class NpmSettings {
 public:
  // From weak to strong: the machine's files, the user's, that of the project in the working folder,
  // variables. What cannot be read does not exist.
  static NpmSettings load(const Environment& environment);
  // Lines of one .npmrc, over what is there already.
  void add_file(std::string_view text, const Environment& environment);

  std::string value(const std::string& key) const;                // empty: not set
  std::string registry_for(std::string_view package_name) const;  // ends in '/'
  // Value of an Authorization header for requests to `url`, or empty.
  std::string authorization_for(const Url& url) const;
  HttpRoute route_for(const Url& url) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace sentinel
