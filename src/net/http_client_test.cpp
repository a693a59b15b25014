#include "net/http_client.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/files.h"
#include "net/test_server.h"

namespace sentinel {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

HttpOptions quick(Environment environment = {}) {
  HttpOptions options;
  options.environment = std::move(environment);
  options.first_pause = milliseconds(1);
  options.longest_pause = milliseconds(1500);
  return options;
}

HttpRequest get(std::string url) {
  HttpRequest request;
  request.url = std::move(url);
  return request;
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "http_test_XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

TEST(HttpClient, SendsAndReceives) {
  const TestServer server([](const TestRequest& request) {
    return TestReply{.status = 404, .body = "no " + request.target, .headers = {"X-Kind:  test "}};
  });
  HttpClient client(quick());
  HttpRequest request = get(server.origin() + "/a?b=c");
  request.method = "POST";
  request.body = std::string("x\0y", 3);
  request.headers = {{"Content-Type", "text/plain"}, {"X-Empty", ""}};
  const auto response = client.send(request);
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->status, 404);
  EXPECT_EQ(response->body, "no /a?b=c");
  EXPECT_EQ(response->header("x-kind"), "test");
  EXPECT_EQ(response->url, server.origin() + "/a");
  const TestRequest seen = server.requests().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.body, std::string("x\0y", 3));
  EXPECT_EQ(seen.header("content-type"), "text/plain");
  EXPECT_TRUE(seen.headers.contains("x-empty"));
  EXPECT_THAT(seen.header("user-agent"), HasSubstr("mcp-sentinel/"));
}

TEST(HttpClient, RefusesOtherSchemesAndBrokenHeaders) {
  HttpClient client(quick());
  for (const std::string url : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "nothing"}) {
    const auto response = client.send(get(url));
    ASSERT_FALSE(response) << url;
    EXPECT_EQ(response.error().kind, ErrorKind::kUsage) << url;
  }
  HttpRequest request = get("http://127.0.0.1:1/");
  request.headers = {{"X-A", "b\r\nX-C: d"}};
  EXPECT_EQ(client.send(request).error().kind, ErrorKind::kUsage);
}

TEST(HttpClient, CredentialsOfTheUrlBecomeAHeaderAndStayThere) {
  const TestServer server([](const TestRequest&) { return TestReply{.body = "ok"}; });
  HttpClient client(quick());
  const auto response =
      client.send(get("http://me:p%40ss@127.0.0.1:" + std::to_string(server.port()) + "/x"));
  ASSERT_TRUE(response);
  EXPECT_EQ(server.requests().at(0).header("authorization"), "Basic bWU6cEBzcw==");
  EXPECT_EQ(response->url, server.origin() + "/x");

  const auto failed = client.send(get("http://me:hunter2@127.0.0.1:1/x?token=hunter2"));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::kNetwork);
  EXPECT_THAT(failed.error().text(), Not(HasSubstr("hunter2")));
  EXPECT_THAT(failed.error().text(), HasSubstr("http://127.0.0.1:1/x"));
  EXPECT_THAT(failed.error().hint, HasSubstr("HTTPS_PROXY"));
}

TEST(HttpClient, RedirectsKeepSecretsAtHome) {
  TestServer other([](const TestRequest&) { return TestReply{.body = "other"}; });
  const TestServer server([&](const TestRequest& request) {
    if (request.target == "/same") return TestReply{.status = 302, .headers = {"Location: /end"}};
    if (request.target == "/other")
      return TestReply{.status = 307, .headers = {"Location: " + other.origin() + "/x"}};
    return TestReply{.body = "end"};
  });
  HttpClient client(quick());
  HttpRequest request = get(server.origin() + "/same");
  request.headers = {
      {"Authorization", "Bearer hunter2"}, {"X-Api-Key", "hunter2"}, {"Accept", "application/json"}};
  EXPECT_EQ(client.send(request)->body, "end");
  EXPECT_EQ(server.requests().at(1).header("authorization"), "Bearer hunter2");

  request.url = server.origin() + "/other";
  const auto response = client.send(request);
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->body, "other");
  EXPECT_EQ(response->url, other.origin() + "/x");
  const TestRequest seen = other.requests().at(0);
  EXPECT_EQ(seen.header("authorization"), "");
  EXPECT_EQ(seen.header("x-api-key"), "");
  EXPECT_EQ(seen.header("accept"), "application/json");

  request.method = "POST";
  request.body = "secret";
  const auto refused = client.send(request);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("another server"));
  EXPECT_EQ(other.requests().size(), 1U);
}

TEST(HttpClient, RedirectsAreBoundedAndOnlyToWebAddresses) {
  const TestServer server([](const TestRequest& request) {
    if (request.target == "/file")
      return TestReply{.status = 302, .headers = {"Location: file:///etc/passwd"}};
    if (request.target == "/post") return TestReply{.status = 303, .headers = {"Location: /seen"}};
    if (request.target == "/seen") return TestReply{.body = request.method + request.body};
    return TestReply{.status = 301, .headers = {"Location: /again"}};
  });
  HttpClient client(quick());
  EXPECT_THAT(client.send(get(server.origin() + "/loop")).error().message, HasSubstr("more than 5 times"));
  EXPECT_EQ(server.requests().size(), 6U);
  EXPECT_THAT(client.send(get(server.origin() + "/file")).error().message, HasSubstr("no http"));
  HttpRequest request = get(server.origin() + "/post");
  request.method = "POST";
  request.body = "x";
  EXPECT_EQ(client.send(request)->body, "GET");
}

TEST(HttpClient, SizeLimit) {
  const TestServer server([](const TestRequest&) { return TestReply{.body = std::string(5000, 'x')}; });
  HttpClient client(quick());
  HttpRequest request = get(server.origin());
  request.max_bytes = 5000;
  EXPECT_EQ(client.send(request)->body.size(), 5000U);
  request.max_bytes = 4999;
  const auto response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kLimit);
  EXPECT_EQ(server.requests().size(), 2U) << "a limit is no reason to try again";

  const Folder folder;
  EXPECT_FALSE(client.download(request, folder / "file"));
  EXPECT_FALSE(std::filesystem::exists(folder / "file"));
}

TEST(HttpClient, RetriesWhatMayPass) {
  std::atomic<int> failures = 2;
  const TestServer server([&](const TestRequest& request) {
    if (failures-- <= 0) return TestReply{.body = "at last"};
    if (request.target == "/cut") return TestReply{.body = "half", .cuts = true};
    if (request.target == "/hang-up") return TestReply{.hangs_up = true};
    return TestReply{.status = std::stoi(request.target.substr(1)), .headers = {"Retry-After: 0"}};
  });
  HttpClient client(quick());
  for (const std::string path : {"/429", "/500", "/503", "/hang-up", "/cut"}) {
    failures = 2;
    const auto response = client.send(get(server.origin() + path));
    ASSERT_TRUE(response) << path << response.error().text();
    EXPECT_EQ(response->body, "at last") << path;
  }
  failures = 100;
  EXPECT_EQ(client.send(get(server.origin() + "/503"))->status, 503);
  EXPECT_EQ(failures, 97) << "three attempts";
  // Whatever the first POST did must not be done twice.
  failures = 2;
  HttpRequest post = get(server.origin() + "/500");
  post.method = "POST";
  EXPECT_EQ(client.send(post)->status, 500);
  EXPECT_EQ(failures, 1);

  failures = 2;
  const Folder folder;
  ASSERT_TRUE(client.download(get(server.origin() + "/cut"), folder / "file"));
  EXPECT_EQ(*read_text_file(folder / "file"), "at last");
}

TEST(HttpClient, RetryAfterIsObeyedWithinReason) {
  std::atomic<int> count = 0;
  const TestServer server([&](const TestRequest& request) {
    if (count++ > 0) return TestReply{.body = "ok"};
    return TestReply{.status = 429, .headers = {"Retry-After: " + request.target.substr(1)}};
  });
  HttpClient client(quick());
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(client.send(get(server.origin() + "/1"))->status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(990));
  count = 0;
  EXPECT_EQ(client.send(get(server.origin() + "/3600"))->status, 429);
}

TEST(HttpClient, StalledServer) {
  const TestServer server([](const TestRequest&) { return TestReply{.body = "some", .stalls = true}; });
  HttpClient client(quick());
  HttpRequest request = get(server.origin());
  request.timeout = milliseconds(300);
  auto response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kNetwork);
  EXPECT_EQ(response.error().hint, "try again later");

  request.timeout = milliseconds(60'000);
  request.stall_timeout = std::chrono::seconds(1);
  const auto begin = std::chrono::steady_clock::now();
  response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST(HttpClient, StopRequest) {
  TestServer server([](const TestRequest&) { return TestReply{.stalls = true}; });
  HttpClient client(quick());
  std::stop_source source;
  const std::jthread stopper([&] {
    while (server.requests().empty()) std::this_thread::sleep_for(milliseconds(2));
    source.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();
  const auto response = client.send(get(server.origin()), source.get_token());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kInterrupted);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(HttpClient, Download) {
  std::string body(300'000, 'x');
  for (size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 7);
  const TestServer server([&](const TestRequest& request) {
    if (request.target == "/missing") return TestReply{.status = 404, .body = "not here"};
    // Labelled as encoded by a careless server: the bytes stay as they are.
    return TestReply{.body = body, .headers = {"Content-Encoding: gzip"}};
  });
  HttpClient client(quick());
  const Folder folder;
  ASSERT_TRUE(client.download(get(server.origin() + "/x"), folder / "file"));
  EXPECT_EQ(*read_text_file(folder / "file"), body);
  EXPECT_EQ(server.requests().at(0).header("accept-encoding"), "");

  const auto missing = client.download(get(server.origin() + "/missing"), folder / "missing");
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->body, "not here");

  const auto taken = client.download(get(server.origin() + "/x"), folder / "file");
  ASSERT_FALSE(taken) << "files that exist are not written over";
  EXPECT_EQ(*read_text_file(folder / "file"), body);
}

TEST(HttpClient, Stream) {
  const TestServer server([](const TestRequest& request) {
    if (request.target == "/error") return TestReply{.status = 400, .body = "bad"};
    return TestReply{.body = "data: 1\n\n"};
  });
  HttpClient client(quick());
  std::string taken;
  const auto take = [&](std::string_view bytes) {
    taken += bytes;
    return true;
  };
  ASSERT_TRUE(client.stream(get(server.origin() + "/"), take));
  EXPECT_EQ(taken, "data: 1\n\n");
  const auto error = client.stream(get(server.origin() + "/error"), take);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->body, "bad");
  EXPECT_EQ(taken, "data: 1\n\n");
  const auto refused = client.stream(get(server.origin() + "/"), [](std::string_view) { return false; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInterrupted);
}

TEST(HttpClient, Proxy) {
  const TestServer proxy(
      [](const TestRequest& request) { return TestReply{.body = "proxied " + request.target}; });
  struct Case {
    const char* variable;
    bool no_proxy;
    bool expect_proxy;
  };
  for (const auto& [variable, no_proxy, expect_proxy] :
       {Case{"http_proxy", false, true}, Case{"HTTP_PROXY", false, true}, Case{"ALL_PROXY", false, true},
        Case{"all_proxy", false, true}, Case{"https_proxy", false, false}, Case{"http_proxy", true, false}}) {
    const TestServer server([](const TestRequest&) { return TestReply{.body = "direct"}; });
    Environment environment;
    environment.variables[variable] = "http://u:hunter2@127.0.0.1:" + std::to_string(proxy.port());
    if (no_proxy) environment.variables["NO_PROXY"] = "example.org,127.0.0.1";
    HttpClient client(quick(environment));
    const auto response = client.send(get(server.origin() + "/x"));
    ASSERT_TRUE(response) << variable;
    EXPECT_EQ(response->body, expect_proxy ? "proxied " + server.origin() + "/x" : "direct") << variable;
  }
  for (const TestRequest& request : proxy.requests()) {
    EXPECT_EQ(request.header("proxy-authorization"), "Basic dTpodW50ZXIy");
  }
}

TEST(HttpClient, ProxyOfTheRequestComesFirst) {
  const TestServer proxy([](const TestRequest&) { return TestReply{.body = "proxied"}; });
  const TestServer server([](const TestRequest&) { return TestReply{.body = "direct"}; });
  Environment environment;
  environment.variables["http_proxy"] = "http://127.0.0.1:1";
  HttpClient client(quick(environment));
  HttpRequest request = get(server.origin());
  request.route.proxy = proxy.origin();
  EXPECT_EQ(client.send(request)->body, "proxied");
  request.route.no_proxy = "127.0.0.1";
  EXPECT_EQ(client.send(request)->body, "direct");
  request.route.no_proxy.reset();
  request.route.proxy = "";
  EXPECT_EQ(client.send(request)->body, "direct");
}

TEST(HttpClient, ProxyErrorsShowNoPassword) {
  Environment environment;
  environment.variables["https_proxy"] = "http://u:hunter2@127.0.0.1:1";
  HttpClient client(quick(environment));
  const auto response = client.send(get("https://example.org/"));
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error().text(), Not(HasSubstr("hunter2")));
}

// A certificate for 127.0.0.1, signed by itself, made anew so that no key lies in the repository.
void write_certificate(const std::filesystem::path& certificate_path, const std::filesystem::path& key_path) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  ASSERT_NE(key, nullptr);
  ASSERT_NE(certificate, nullptr);
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -86400);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1,
                             0);
  X509_set_issuer_name(certificate, name);
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  for (const auto& [kind, value] : {std::pair{NID_basic_constraints, "critical,CA:TRUE"},
                                    std::pair{NID_subject_alt_name, "IP:127.0.0.1"}}) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }
  ASSERT_GT(X509_sign(certificate, key, EVP_sha256()), 0);
  BIO* out = BIO_new_file(certificate_path.c_str(), "w");
  PEM_write_bio_X509(out, certificate);
  BIO_free(out);
  out = BIO_new_file(key_path.c_str(), "w");
  PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  BIO_free(out);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    write_certificate(certificate_, folder_ / "key.pem");
    write_certificate(folder_ / "other.pem", folder_ / "other-key.pem");
    int ends[2];
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string script = std::string(SENTINEL_SOURCE_DIR) + "/src/net/testdata/tls_server.py";
    std::string certificate = certificate_;
    std::string key = folder_ / "key.pem";
    std::string python = "python3";
    char* const arguments[] = {python.data(), script.data(), certificate.data(), key.data(), nullptr};
    ASSERT_EQ(posix_spawnp(&child_, "python3", &actions, nullptr, arguments, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    // To the end of the line: a server whose output is closed too early ends.
    std::string line;
    for (char c = 0; c != '\n' && read(ends[0], &c, 1) == 1;) line += c;
    close(ends[0]);
    ASSERT_TRUE(line.ends_with('\n')) << "the server did not start";
    origin_ = "https://127.0.0.1:" + line.substr(0, line.size() - 1);
  }
  void TearDown() override {
    if (child_ <= 0) return;
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }

  Folder folder_;
  std::filesystem::path certificate_ = folder_ / "certificate.pem";
  std::string origin_;
  pid_t child_ = -1;
};

TEST_F(TlsTest, UnknownCertificateIsRefused) {
  HttpClient client(quick());
  const auto response = client.send(get(origin_));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::kNetwork);
  EXPECT_THAT(response.error().message, HasSubstr("certificate"));
  EXPECT_THAT(response.error().hint, HasSubstr("SSL_CERT_FILE"));
}

TEST_F(TlsTest, CertificatesFromTheEnvironmentAndTheRequest) {
  Environment environment;
  environment.variables["SSL_CERT_FILE"] = certificate_;
  HttpClient by_environment(quick(environment));
  HttpRequest request = get(origin_);
  const auto response = by_environment.send(request);
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->body, "secure");

  // A CA of the request replaces all others.
  request.route.ca_file = folder_ / "other.pem";
  EXPECT_FALSE(by_environment.send(request));

  HttpClient client(quick());
  request.route = {};
  request.route.ca_file = certificate_;
  EXPECT_TRUE(client.send(request));
  request.route = {};
  request.route.ca_pem = *read_text_file(certificate_);
  EXPECT_TRUE(client.send(request));
  request.route = {};
  request.route.extra_ca_file = certificate_;
  EXPECT_TRUE(client.send(request));
  request.route = {};
  request.route.verify = false;
  EXPECT_TRUE(client.send(request));
  request.route = {};
  request.route.extra_ca_file = folder_ / "missing.pem";
  EXPECT_FALSE(client.send(request));
}

TEST_F(TlsTest, NameMustMatch) {
  HttpClient client(quick());
  HttpRequest request = get("https://localhost:" + origin_.substr(origin_.rfind(':') + 1));
  request.route.ca_file = certificate_;
  EXPECT_FALSE(client.send(request));
}

TEST_F(TlsTest, NeverFromHttpsToHttp) {
  HttpClient client(quick());
  HttpRequest request = get(origin_ + "/downgrade");
  request.route.ca_file = certificate_;
  const auto response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error().message, HasSubstr("from https to http"));
}

TEST(HttpClient, ManyThreads) {
  TestServer server([](const TestRequest& request) { return TestReply{.body = request.target}; });
  HttpClient client(quick());
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        for (int k = 0; k < 5; ++k) {
          const std::string path = "/" + std::to_string(i * 10 + k);
          const auto response = client.send(get(server.origin() + path));
          if (response && response->body == path) ++good;
        }
      });
    }
  }
  EXPECT_EQ(good, 40);
}

}  // namespace
}  // namespace sentinel
