// The one way in which this program speaks HTTP: package downloads, advisories, models, vendors.
//
// - http and https only, TLS 1.2 or later, certificates verified.
// - Redirects are few, never from https to http, and another origin is sent none of the request's headers but
//   those that say nothing about us: no password and no token leaves for a host it was not meant for.
// - 429, 5xx and failed connections are tried again, with growing pauses or as long as Retry-After asks.
// - Proxies as everywhere: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY (both cases); CA certificates from
//   SSL_CERT_FILE and SSL_CERT_DIR.
// - No error message holds a credential, a header or a query.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/version.h"
#include "net/environment.h"

namespace sentinel {

// How to reach a server, where that is not what the environment says: an ecosystem's own configuration.
struct HttpRoute {
  std::optional<std::string> proxy;     // "" : none
  std::optional<std::string> no_proxy;  // hosts, comma separated
  std::string ca_file;                  // instead of the system's certificates
  std::string ca_pem;                   // the same, as text
  std::string extra_ca_file;            // beside the system's certificates
  bool verify = true;                   // false only where the user's own configuration says so
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // user:password@ becomes Basic authorization
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  HttpRoute route;
  std::chrono::milliseconds connect_timeout{15'000};
  std::chrono::seconds stall_timeout{30};      // no byte for so long
  std::chrono::milliseconds timeout{300'000};  // the whole call: redirects, retries and pauses included
  uint64_t max_bytes = 32U << 20U;             // of the body, after decompression
  int max_redirects = 5;
  int max_attempts = 3;
};

struct HttpResponse {
  int status = 0;
  std::string url;  // where the redirects ended; without credentials and query
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;

  bool ok() const { return status >= 200 && status < 300; }
  std::optional<std::string_view> header(std::string_view lower_case_name) const;
};

struct HttpOptions {
  Environment environment;
  std::string user_agent = std::string(kProgramName) + "/" + std::string(kVersion);
  std::chrono::milliseconds first_pause{500};       // before the second attempt; doubles
  std::chrono::milliseconds longest_pause{20'000};  // a longer Retry-After ends the call
};

// May be used from several threads at once. Keeps connections open between calls.
class HttpClient {
 public:
  explicit HttpClient(HttpOptions options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Any status that is not a redirect is a response, 404 and 503 included. Errors: kNetwork, kLimit
  // (max_bytes), kInterrupted, kUsage (a URL that cannot be used).
  [[nodiscard]] Result<HttpResponse> send(const HttpRequest& request, const std::stop_token& stop = {});

  // The body of a 2xx response goes to the new file `file`, byte for byte as the server keeps it; that of
  // another status to `body` (its first 64 KiB). After an error there is no file.
  [[nodiscard]] Result<HttpResponse> download(const HttpRequest& request, const std::filesystem::path& file,
                                              const std::stop_token& stop = {});

  // The body of a 2xx response goes to `take` as it comes; false ends the call with kInterrupted. Not tried
  // again once `take` was called.
  [[nodiscard]] Result<HttpResponse> stream(const HttpRequest& request,
                                            const std::function<bool(std::string_view)>& take,
                                            const std::stop_token& stop = {});

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sentinel
