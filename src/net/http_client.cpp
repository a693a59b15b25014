#include "net/http_client.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>

#include <fmt/format.h>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "net/curl_library.h"
#include "net/url.h"

namespace sentinel {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr size_t kMaxHeaderBytes = 256U << 10U;
constexpr size_t kMaxErrorBody = 64U << 10U;
constexpr size_t kMaxCertificates = 16U << 20U;

using Headers = std::vector<std::pair<std::string, std::string>>;

// Where a body goes. `reset` forgets what came from an attempt that failed.
struct BodySink {
  std::function<bool(std::string_view)> take;
  std::function<bool()> reset;
  bool is_raw = false;            // as the server keeps it, not decompressed
  bool separates_errors = false;  // bodies of other than 2xx go to HttpResponse::body
};

// What one attempt leaves behind, beside the response.
struct Attempt {
  CURLcode code = CURLE_OK;
  HttpResponse response;
  long seconds_to_wait = 0;  // Retry-After
  bool is_too_large = false;
  bool took_body = false;
  bool sink_refused = false;
  bool was_stopped = false;
  std::string detail;  // libcurl's words
};

// State of the callbacks of one attempt.
struct Transfer {
  const CurlLibrary* curl = nullptr;
  CURL* easy = nullptr;
  const BodySink* sink = nullptr;
  uint64_t max_bytes = 0;
  uint64_t received = 0;
  size_t header_bytes = 0;
  Attempt* attempt = nullptr;
};

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

size_t on_header(char* data, size_t size, size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line = trim({data, size * count});
  transfer.header_bytes += size * count;
  if (transfer.header_bytes > kMaxHeaderBytes) {
    transfer.attempt->is_too_large = true;
    return 0;
  }
  Headers& headers = transfer.attempt->response.headers;
  // Each interim response begins anew; only the last one's headers count.
  if (line.starts_with("HTTP/")) headers.clear();
  if (const size_t colon = line.find(':'); colon != std::string_view::npos && !line.starts_with("HTTP/")) {
    headers.emplace_back(to_lower(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
  }
  return size * count;
}

size_t on_body(char* data, size_t size, size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view bytes{data, size * count};
  long status = 0;
  transfer.curl->easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);

  transfer.received += bytes.size();
  if (transfer.received > transfer.max_bytes) {
    transfer.attempt->is_too_large = true;
    return 0;
  }
  std::string& body = transfer.attempt->response.body;
  if (is_redirect(static_cast<int>(status))) return bytes.size();
  if (transfer.sink->separates_errors && (status < 200 || status > 299)) {
    body += bytes.substr(0, kMaxErrorBody - std::min(body.size(), kMaxErrorBody));
    return bytes.size();
  }
  transfer.attempt->took_body = true;
  if (!transfer.sink->take) {
    body += bytes;
    return bytes.size();
  }
  if (!transfer.sink->take(bytes)) {
    transfer.attempt->sink_refused = true;
    return 0;
  }
  return bytes.size();
}

bool may_retry_status(int status, bool is_idempotent) {
  if (status == 429 || status == 503) return true;
  return is_idempotent && (status == 500 || status == 502 || status == 504);
}

bool may_retry_code(CURLcode code, bool is_idempotent) {
  if (code == CURLE_COULDNT_CONNECT) return true;
  return is_idempotent &&
         (code == CURLE_GOT_NOTHING || code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
          code == CURLE_PARTIAL_FILE || code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM);
}

std::string hint_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "check the name and the network; behind a proxy, set HTTPS_PROXY";
    case CURLE_COULDNT_RESOLVE_PROXY:
      return "check the proxy in HTTPS_PROXY or in the configuration of the package manager";
    case CURLE_COULDNT_CONNECT:
      return "check that the server is up; behind a proxy, set HTTPS_PROXY";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "if this network has its own certificate authority, name its certificates in SSL_CERT_FILE";
    case CURLE_SSL_CACERT_BADFILE:
      return "check SSL_CERT_FILE and the CA file in the configuration of the package manager";
    case CURLE_SSL_CONNECT_ERROR:
      return "the server must speak TLS 1.2 or later";
    case CURLE_OPERATION_TIMEDOUT:
      return "try again later";
    default:
      return {};
  }
}

Result<std::string> read_certificates(const std::string& path) {
  return read_text_file(path, kMaxCertificates);
}

}  // namespace

std::optional<std::string_view> HttpResponse::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return std::nullopt;
}

class HttpClient::Implementation {
 public:
  explicit Implementation(HttpOptions options) : options_(std::move(options)) {}

  ~Implementation() {
    for (CURLM* multi : idle_) curl_->multi_cleanup(multi);
  }

  Result<HttpResponse> call(const HttpRequest& request, const BodySink& sink, const std::stop_token& stop);

 private:
  Result<Attempt> attempt_with_retries(const HttpRequest& request, const Url& url, const Headers& headers,
                                       const BodySink& sink, Clock::time_point deadline,
                                       const std::stop_token& stop);
  Result<Attempt> attempt_once(const HttpRequest& request, const Url& url, const Headers& headers,
                               const BodySink& sink, Clock::time_point deadline, const std::stop_token& stop);
  CURLcode perform(CURLM* multi, CURL* easy, const std::stop_token& stop, bool& was_stopped);
  std::string proxy_for(const Url& url, const HttpRoute& route) const;
  Result<void> set_certificates(CURL* easy, const HttpRoute& route, std::string& pem) const;
  Error describe(const Attempt& attempt, const HttpRequest& request, const Url& url) const;

  CURLM* take_connections();
  void give_back(CURLM* multi);

  template <typename Value>
  void set(CURL* easy, CURLoption option, Value value) const {
    curl_->easy_setopt(easy, option, value);
  }

  HttpOptions options_;
  const CurlLibrary* curl_ = nullptr;
  std::mutex mutex_;
  std::vector<CURLM*> idle_;  // each with its open connections
};

CURLM* HttpClient::Implementation::take_connections() {
  const std::scoped_lock lock(mutex_);
  if (idle_.empty()) return curl_->multi_init();
  CURLM* multi = idle_.back();
  idle_.pop_back();
  return multi;
}

void HttpClient::Implementation::give_back(CURLM* multi) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(multi);
}

std::string HttpClient::Implementation::proxy_for(const Url& url, const HttpRoute& route) const {
  if (route.proxy) return *route.proxy;
  const Environment& environment = options_.environment;
  if (url.scheme == "https") {
    if (auto proxy = environment.find_in_any_case("https_proxy")) return *proxy;
  } else {
    if (auto proxy = environment.find("http_proxy")) return *proxy;
    // In a CGI program this variable is the caller's header `Proxy:`.
    if (auto proxy = environment.find("HTTP_PROXY"); proxy && !environment.find("REQUEST_METHOD"))
      return *proxy;
  }
  return environment.find_in_any_case("all_proxy").value_or("");
}

Result<void> HttpClient::Implementation::set_certificates(CURL* easy, const HttpRoute& route,
                                                          std::string& pem) const {
  const auto set_file = [&](const std::string& file) {
    set(easy, CURLOPT_CAINFO, file.c_str());
    set(easy, CURLOPT_PROXY_CAINFO, file.c_str());
  };
  const auto set_folder = [&](const char* folder) {
    set(easy, CURLOPT_CAPATH, folder);
    set(easy, CURLOPT_PROXY_CAPATH, folder);
  };
  set(easy, CURLOPT_SSL_VERIFYPEER, route.verify ? 1L : 0L);
  set(easy, CURLOPT_SSL_VERIFYHOST, route.verify ? 2L : 0L);

  const Environment& environment = options_.environment;
  if (!route.ca_pem.empty()) {
    pem = route.ca_pem;
    set_folder(nullptr);
  } else if (!route.ca_file.empty()) {
    set_file(route.ca_file);
    set_folder(nullptr);
  } else {
    const auto folder = environment.find("SSL_CERT_DIR");
    if (folder) set_folder(folder->c_str());
    auto file = environment.find("SSL_CERT_FILE");
    if (!route.extra_ca_file.empty()) {
      if (!file) {
        const curl_version_info_data* version = curl_->version_info(CURLVERSION_NOW);
        if (version->age >= CURLVERSION_SEVENTH && version->cainfo != nullptr) file = version->cainfo;
      }
      SENTINEL_ASSIGN_OR_RETURN(pem, read_certificates(route.extra_ca_file));
      if (file) {
        SENTINEL_ASSIGN_OR_RETURN(const std::string usual, read_certificates(*file));
        pem += "\n" + usual;
      }
    } else if (file) {
      set_file(*file);
    }
  }
  if (!pem.empty()) {
    curl_blob blob{pem.data(), pem.size(), CURL_BLOB_COPY};
    set(easy, CURLOPT_CAINFO_BLOB, &blob);
    set(easy, CURLOPT_PROXY_CAINFO_BLOB, &blob);
  }
  return {};
}

CURLcode HttpClient::Implementation::perform(CURLM* multi, CURL* easy, const std::stop_token& stop,
                                             bool& was_stopped) {
  if (curl_->multi_add_handle(multi, easy) != CURLM_OK) return CURLE_FAILED_INIT;
  CURLcode code = CURLE_FAILED_INIT;
  {
    const std::stop_callback wake(stop, [&] { curl_->multi_wakeup(multi); });
    int running = 1;
    while (running > 0 && !stop.stop_requested()) {
      if (curl_->multi_perform(multi, &running) != CURLM_OK) break;
      if (running > 0) curl_->multi_poll(multi, nullptr, 0, 1000, nullptr);
    }
    if (running > 0 && stop.stop_requested()) {
      was_stopped = true;
      // Do not wait for a name server that does not answer.
      set(easy, CURLOPT_QUICK_EXIT, 1L);
    }
  }
  int left = 0;
  while (const CURLMsg* message = curl_->multi_info_read(multi, &left)) {
    if (message->msg == CURLMSG_DONE && message->easy_handle == easy) code = message->data.result;
  }
  curl_->multi_remove_handle(multi, easy);
  return code;
}

Result<Attempt> HttpClient::Implementation::attempt_once(const HttpRequest& request, const Url& url,
                                                         const Headers& headers, const BodySink& sink,
                                                         Clock::time_point deadline,
                                                         const std::stop_token& stop) {
  struct EasyHandle {
    const CurlLibrary* curl;
    CURL* handle;
    curl_slist* headers = nullptr;
    ~EasyHandle() {
      curl->easy_cleanup(handle);
      curl->slist_free_all(headers);
    }
  };
  EasyHandle guard{curl_, curl_->easy_init()};
  CURL* easy = guard.handle;
  if (easy == nullptr) return fail(ErrorKind::kNetwork, "libcurl could not be set up");

  Attempt attempt;
  Transfer transfer{curl_, easy, &sink, request.max_bytes, 0, 0, &attempt};
  std::array<char, CURL_ERROR_SIZE> words{};
  const std::string address = url.text();
  const std::string proxy = proxy_for(url, request.route);
  const std::string no_proxy =
      request.route.no_proxy.value_or(options_.environment.find_in_any_case("no_proxy").value_or(""));
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now()).count();

  set(easy, CURLOPT_URL, address.c_str());
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_ERRORBUFFER, words.data());
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  // Both are always set, so that libcurl does not ask the process's environment instead of ours.
  set(easy, CURLOPT_PROXY, proxy.c_str());
  set(easy, CURLOPT_NOPROXY, no_proxy.c_str());
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<int64_t>(left, 1)));
  set(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.stall_timeout.count()));
  set(easy, CURLOPT_USERAGENT, options_.user_agent.c_str());
  set(easy, CURLOPT_ACCEPT_ENCODING, sink.is_raw ? static_cast<const char*>(nullptr) : "");
  set(easy, CURLOPT_HEADERFUNCTION, &on_header);
  set(easy, CURLOPT_HEADERDATA, &transfer);
  set(easy, CURLOPT_WRITEFUNCTION, &on_body);
  set(easy, CURLOPT_WRITEDATA, &transfer);
  std::string pem;
  SENTINEL_RETURN_IF_ERROR(set_certificates(easy, request.route, pem));

  if (request.method == "HEAD") {
    set(easy, CURLOPT_NOBODY, 1L);
  } else {
    if (!request.body.empty() || (request.method != "GET" && request.method != "DELETE")) {
      set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(easy, CURLOPT_POSTFIELDS, request.body.data());
    }
    set(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  for (const auto& [name, value] : headers) {
    // "Name;" is how libcurl sends a header without a value.
    const std::string line = value.empty() ? name + ";" : name + ": " + value;
    guard.headers = curl_->slist_append(guard.headers, line.c_str());
  }
  guard.headers = curl_->slist_append(guard.headers, "Expect:");
  set(easy, CURLOPT_HTTPHEADER, guard.headers);

  CURLM* multi = take_connections();
  if (multi == nullptr) return fail(ErrorKind::kNetwork, "libcurl could not be set up");
  attempt.code = perform(multi, easy, stop, attempt.was_stopped);
  give_back(multi);

  long status = 0;
  curl_off_t wait = 0;
  curl_->easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl_->easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait);
  attempt.response.status = static_cast<int>(status);
  attempt.response.url = url.shown();
  attempt.seconds_to_wait = static_cast<long>(std::clamp<curl_off_t>(wait, 0, 1'000'000));
  attempt.detail = words.front() != '\0' ? words.data() : curl_->easy_strerror(attempt.code);
  return attempt;
}

Error HttpClient::Implementation::describe(const Attempt& attempt, const HttpRequest& request,
                                           const Url& url) const {
  if (attempt.was_stopped || attempt.sink_refused) {
    return {ErrorKind::kInterrupted, "the transfer was stopped", url.shown(), {}};
  }
  if (attempt.is_too_large) {
    return {ErrorKind::kLimit, fmt::format("the answer is larger than {} bytes", request.max_bytes),
            url.shown(), "the limit keeps a hostile server from filling the memory or the disk"};
  }
  // libcurl's words name hosts and certificates. Should they ever repeat what we were given, they stay
  // unsaid.
  std::string detail = attempt.detail;
  for (const auto& [name, value] : request.headers) {
    if (!value.empty() && detail.contains(value)) detail = curl_->easy_strerror(attempt.code);
  }
  if (detail.contains('@')) detail = curl_->easy_strerror(attempt.code);
  return {ErrorKind::kNetwork, "no answer: " + escape_for_display(detail), url.shown(),
          hint_of(attempt.code)};
}

Result<Attempt> HttpClient::Implementation::attempt_with_retries(const HttpRequest& request, const Url& url,
                                                                 const Headers& headers, const BodySink& sink,
                                                                 Clock::time_point deadline,
                                                                 const std::stop_token& stop) {
  const bool is_idempotent = request.method == "GET" || request.method == "HEAD";
  milliseconds pause = options_.first_pause;
  for (int number = 1;; ++number) {
    if (sink.reset && !sink.reset())
      return fail(ErrorKind::kUnreadable, "the download cannot be written again");
    SENTINEL_ASSIGN_OR_RETURN(Attempt attempt, attempt_once(request, url, headers, sink, deadline, stop));

    const bool is_answer = attempt.code == CURLE_OK && !attempt.was_stopped;
    const bool is_repeatable = sink.reset || !sink.take || !attempt.took_body;
    const bool may_retry = !attempt.was_stopped && !attempt.sink_refused && !attempt.is_too_large &&
                           is_repeatable &&
                           (is_answer ? may_retry_status(attempt.response.status, is_idempotent)
                                      : may_retry_code(attempt.code, is_idempotent));
    const milliseconds wait = std::max(pause, milliseconds(std::chrono::seconds(attempt.seconds_to_wait)));
    if (!may_retry || number >= request.max_attempts || wait > options_.longest_pause ||
        Clock::now() + wait >= deadline) {
      if (is_answer) return attempt;
      return tl::unexpected(describe(attempt, request, url));
    }
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any sleeper;
    sleeper.wait_for(lock, stop, wait, [] { return false; });
    if (stop.stop_requested()) return fail(ErrorKind::kInterrupted, "the transfer was stopped", url.shown());
    pause *= 2;
  }
}

Result<HttpResponse> HttpClient::Implementation::call(const HttpRequest& request, const BodySink& sink,
                                                      const std::stop_token& stop) {
  {
    const std::scoped_lock lock(mutex_);
    if (curl_ == nullptr) {
      SENTINEL_ASSIGN_OR_RETURN(curl_, load_curl());
    }
  }
  auto parsed = Url::parse(request.url);
  if (!parsed) {
    parsed.error().kind = ErrorKind::kUsage;
    return tl::unexpected(parsed.error());
  }
  Url url = std::move(*parsed);
  Headers headers = request.headers;
  for (const auto& [name, value] : headers) {
    if ((name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      return fail(ErrorKind::kUsage, "a header holds a line break", url.shown());
    }
  }
  if (url.has_credentials()) {
    headers.emplace_back("Authorization", "Basic " + base64_encode(url.user + ":" + url.password));
  }

  HttpRequest current = request;
  const Clock::time_point deadline = Clock::now() + request.timeout;
  for (int redirects = 0;; ++redirects) {
    SENTINEL_ASSIGN_OR_RETURN(Attempt attempt,
                              attempt_with_retries(current, url, headers, sink, deadline, stop));
    HttpResponse& response = attempt.response;
    const auto location = response.header("location");
    if (!is_redirect(response.status) || !location) return std::move(response);

    const auto refuse = [&](std::string_view why) {
      return fail(ErrorKind::kNetwork, fmt::format("the server redirects {}", why), url.shown());
    };
    if (redirects >= request.max_redirects) {
      return refuse(fmt::format("more than {} times", request.max_redirects));
    }
    auto next = url.resolve(*location);
    if (!next) return refuse("to something that is no http or https URL");
    if (url.scheme == "https" && next->scheme == "http") return refuse("from https to http");
    if (response.status == 303 ||
        ((response.status == 301 || response.status == 302) && current.method == "POST")) {
      if (current.method != "HEAD") current.method = "GET";
      current.body.clear();
    }
    if (!next->has_same_origin(url)) {
      if (!current.body.empty()) return refuse("what was sent to another server");
      std::erase_if(headers, [](const auto& header) {
        const std::string name = to_lower(header.first);
        return name != "accept" && name != "accept-language" && name != "range" && name != "if-none-match";
      });
    }
    // A redirect may not choose who we say we are.
    next->user.clear();
    next->password.clear();
    url = std::move(*next);
  }
}

HttpClient::HttpClient(HttpOptions options)
    : implementation_(std::make_unique<Implementation>(std::move(options))) {}

HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request, const std::stop_token& stop) {
  return implementation_->call(request, {}, stop);
}

Result<HttpResponse> HttpClient::stream(const HttpRequest& request,
                                        const std::function<bool(std::string_view)>& take,
                                        const std::stop_token& stop) {
  return implementation_->call(request, {take, nullptr, false, true}, stop);
}

Result<HttpResponse> HttpClient::download(const HttpRequest& request, const std::filesystem::path& file,
                                          const std::stop_token& stop) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  const auto system_error = [&](int number) {
    return fail(ErrorKind::kUnreadable, fmt::format("cannot be written: {}", std::strerror(number)),
                file.string());
  };
  if (descriptor < 0) return system_error(errno);

  int write_error = 0;
  BodySink sink;
  sink.is_raw = true;
  sink.separates_errors = true;
  sink.take = [&](std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = write(descriptor, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        write_error = errno;
        return false;
      }
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    return true;
  };
  sink.reset = [&] { return ftruncate(descriptor, 0) == 0 && lseek(descriptor, 0, SEEK_SET) == 0; };
  Result<HttpResponse> response = implementation_->call(request, sink, stop);
  if (close(descriptor) != 0 && write_error == 0) write_error = errno;
  if (write_error != 0 || !response) unlink(file.c_str());
  if (write_error != 0) return system_error(write_error);
  return response;
}

}  // namespace sentinel
