// http and https URLs, read strictly: what this reader and libcurl could understand differently is refused,
// since the host decides who is sent a password.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sentinel {

struct Url {
  std::string scheme;  // "http" or "https"
  std::string user;    // percent-decoded
  std::string password;
  std::string host;  // lower case; an IPv6 address stands in brackets
  uint16_t port = 0;
  std::string path = "/";  // percent-encoded, begins with '/'
  std::string query;       // with its '?', or empty
  std::string fragment;    // without its '#'

  [[nodiscard]] static Result<Url> parse(std::string_view text);
  // A reference found at this URL: `../file`, `/file`, `//host/file`, `?query`, or a whole URL.
  [[nodiscard]] Result<Url> resolve(std::string_view reference) const;

  bool has_credentials() const { return !user.empty() || !password.empty(); }
  std::string authority() const;  // host, and the port where it is not the scheme's own
  std::string origin() const;     // scheme://authority
  std::string text() const;       // to send: without credentials and fragment
  std::string shown() const;      // to show: also without the query, which may hold a signature
  bool has_same_origin(const Url& other) const {
    return scheme == other.scheme && host == other.host && port == other.port;
  }
};

// Any text that may be a URL, without what may be a secret in it: for messages about URLs that cannot be
// parsed.
std::string redact_url(std::string_view text);

// Letters, digits, `-._~` and the bytes of `keep` stay; all else becomes %XX.
std::string percent_encode(std::string_view text, std::string_view keep = {});
std::string percent_decode(std::string_view text);  // a '%' without two hex digits stays

}  // namespace sentinel
