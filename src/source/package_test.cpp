#include "source/package.h"

#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "net/test_server.h"
#include "source/git.h"
#include "source/git_test_folder.h"
#include "source/package_fetch.h"
#include "source/package_go.h"
#include "source/package_npm.h"
#include "source/package_pypi.h"

namespace sentinel {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Coordinate, Parse) {
  struct Case {
    std::string_view text;
    Ecosystem ecosystem;
    std::string_view name, version;
  };
  for (const auto& [text, ecosystem, name, version] : {
           Case{"npm:mcp-remote", Ecosystem::kNpm, "mcp-remote", ""},
           Case{"npm:mcp-remote@0.1.14", Ecosystem::kNpm, "mcp-remote", "0.1.14"},
           Case{"npm:mcp-remote@v0.1.14-rc.1+b", Ecosystem::kNpm, "mcp-remote", "0.1.14-rc.1+b"},
           Case{"npm:@scope/name", Ecosystem::kNpm, "@scope/name", ""},
           Case{"npm:@scope/name@next", Ecosystem::kNpm, "@scope/name", "next"},
           Case{"npm:JSONStream", Ecosystem::kNpm, "JSONStream", ""},
           Case{"pypi:mcp", Ecosystem::kPypi, "mcp", ""},
           Case{"pypi:Mcp.Server_x==1!2.0.post1+local", Ecosystem::kPypi, "Mcp.Server_x",
                "1!2.0.post1+local"},
           Case{"github:owner/repo", Ecosystem::kGithub, "owner/repo", ""},
           Case{"github:owner/repo.git@feature/x", Ecosystem::kGithub, "owner/repo", "feature/x"},
           Case{"go:github.com/mark3labs/mcp-go@v0.41.1", Ecosystem::kGo, "github.com/mark3labs/mcp-go",
                "v0.41.1"},
           Case{"go:gopkg.in/yaml.v3@latest", Ecosystem::kGo, "gopkg.in/yaml.v3", ""},
           Case{"go:example.org/m@main", Ecosystem::kGo, "example.org/m", "main"},
       }) {
    ASSERT_TRUE(is_coordinate(text)) << text;
    const auto coordinate = parse_coordinate(text);
    ASSERT_TRUE(coordinate) << text << coordinate.error().text();
    EXPECT_EQ(coordinate->ecosystem, ecosystem) << text;
    EXPECT_EQ(coordinate->name, name) << text;
    EXPECT_EQ(coordinate->version, version) << text;
    const auto again = parse_coordinate(coordinate->text());
    ASSERT_TRUE(again) << coordinate->text();
    EXPECT_EQ(again->text(), coordinate->text());
  }
}

TEST(Coordinate, Refused) {
  for (const std::string_view text : {"npm:",
                                      "npm:@scope",
                                      "npm:@/x",
                                      "npm:@a/../b",
                                      "npm:a/b",
                                      "npm:../x",
                                      "npm:.x",
                                      "npm:a b",
                                      "npm:a@",
                                      "npm:a@^1.2.3",
                                      "npm:a@~1",
                                      "npm:a@1.x",
                                      "npm:a@1",
                                      "npm:a@1.2",
                                      "npm:a@>=1",
                                      "npm:a@*",
                                      "npm:a@1 || 2",
                                      "npm:a@v1",
                                      "npm:a@../b",
                                      "npm:a@http://x/",
                                      "npm:a?b",
                                      "npm:a#b",
                                      "npm:a%2f",
                                      "pypi:",
                                      "pypi:a@1",
                                      "pypi:a>=1",
                                      "pypi:a==1.*",
                                      "pypi:a===1",
                                      "pypi:a==",
                                      "pypi:a[x]",
                                      "pypi:-a",
                                      "pypi:a.",
                                      "pypi:a/b",
                                      "pypi:a==1,<2",
                                      "github:",
                                      "github:a",
                                      "github:a/",
                                      "github:/b",
                                      "github:a/b/c",
                                      "github:a/..",
                                      "github:-a/b",
                                      "github:a/b@",
                                      "github:a/b@-x",
                                      "github:a/b@--upload-pack=x",
                                      "github:a/b@x..y",
                                      "github:a/b@x:y",
                                      "github:a/b@+x",
                                      "github:a/b@x y",
                                      "github:a/b@x.lock",
                                      "github:a/b@\x01",
                                      "github:a/b@refs//x",
                                      "go:",
                                      "go:nodot/x",
                                      "go:example.org/../x",
                                      "go:example.org//x",
                                      "go:example.org/x/",
                                      "go:-x.org/m",
                                      "go:example.org/m@",
                                      "go:example.org/m@1.2.3",
                                      "go:example.org/m@a/b",
                                      "go:example.org/m?x",
                                      "gem:x",
                                      "x"}) {
    const auto coordinate = parse_coordinate(text);
    ASSERT_FALSE(coordinate) << text;
    EXPECT_EQ(coordinate.error().kind, ErrorKind::kUsage) << text;
    EXPECT_FALSE(coordinate.error().hint.empty()) << text;
  }
  EXPECT_FALSE(is_coordinate("./npm:x"));
  EXPECT_FALSE(is_coordinate("src"));
}

// A client and folders that know nothing of the machine the test runs on.
class PackageTest : public ::testing::Test {
 protected:
  PackageTest() {
    std::filesystem::create_directories(folder_ / "work");
    environment_.working_folder = folder_ / "work";
  }
  Result<FetchedPackage> fetch(std::string_view text) {
    HttpOptions options;
    options.environment = environment_;
    options.first_pause = milliseconds(1);
    HttpClient client(std::move(options));
    return fetch_package(*parse_coordinate(text), client, environment_);
  }
  size_t temporary_folders() const {
    size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "")) {
      if (entry.path().filename().string().starts_with("mcp-sentinel-")) ++count;
    }
    return count;
  }

  GitTestFolder folder_;
  Environment environment_ = folder_.environment();
};

// ---------------------------------------------------------------------------------------------- npm

TEST(NpmSettings, ReadsWhatNpmReads) {
  Environment environment;
  environment.variables["TOKEN"] = "t0k";
  NpmSettings settings;
  settings.add_file(
      "; comment\n# comment\nregistry = https://r.example/npm ; trailing\n"
      "@scope:registry=https://s.example/\n"
      "//r.example/npm/:_authToken=${TOKEN}\n"
      "//s.example/:username=me\n//s.example/:_password=c2VjcmV0\n"
      "//u.example/:_authToken=${UNSET}\n//o.example/:_auth=${UNSET?}bWU6eA==\n"
      "ca[]=\"A\\nB\"\nca[]=C\nstrict-ssl=false\nhttps-proxy=http://p:1\nproxy=null\n"
      "quoted='a;b'\nescaped=a\\;b\nbare\n[section]\nregistry=https://evil.example/\n",
      environment);
  EXPECT_EQ(settings.registry_for("name"), "https://r.example/npm/");
  EXPECT_EQ(settings.registry_for("@scope/name"), "https://s.example/");
  EXPECT_EQ(settings.registry_for("@other/name"), "https://r.example/npm/");
  EXPECT_EQ(settings.value("quoted"), "a;b");
  EXPECT_EQ(settings.value("escaped"), "a;b");
  EXPECT_EQ(settings.value("bare"), "true");
  struct Case {
    std::string_view url, authorization;
  };
  for (const auto& [url, authorization] : {
           Case{"https://r.example/npm/x/-/x.tgz", "Bearer t0k"},
           Case{"https://r.example/other", ""},
           Case{"https://r.example:444/npm/x", ""},
           Case{"https://s.example/@scope%2fname", "Basic bWU6c2VjcmV0"},
           Case{"https://u.example/", ""},
           Case{"https://o.example/", "Basic bWU6eA=="},
           Case{"https://evil.example/r.example/npm/", ""},
       }) {
    EXPECT_EQ(settings.authorization_for(*Url::parse(url)), authorization) << url;
  }
  const HttpRoute route = settings.route_for(*Url::parse("https://r.example/"));
  EXPECT_EQ(route.proxy, "http://p:1");
  EXPECT_EQ(route.ca_pem, "A\nB\nC");
  EXPECT_FALSE(route.verify);
  EXPECT_FALSE(settings.route_for(*Url::parse("http://r.example/")).proxy);
}

TEST_F(PackageTest, NpmSettingsInOrder) {
  const auto registry = [&] { return NpmSettings::load(environment_).registry_for("x"); };
  EXPECT_EQ(registry(), "https://registry.npmjs.org/");
  folder_.write("system/etc/npmrc", "registry=https://1.example/\ncafile=/ca.pem\n");
  EXPECT_EQ(registry(), "https://1.example/");
  folder_.write("system/usr/etc/npmrc", "registry=https://2.example/\n");
  EXPECT_EQ(registry(), "https://2.example/");
  folder_.write("home/.npmrc", "registry=https://3.example/\n");
  EXPECT_EQ(registry(), "https://3.example/");
  folder_.write("work/package.json", "{}");
  folder_.write("work/.npmrc", "registry=https://4.example/\n");
  EXPECT_EQ(registry(), "https://4.example/");
  std::filesystem::create_directories(folder_ / "work/sub/folder");
  environment_.working_folder = folder_ / "work/sub/folder";
  EXPECT_EQ(registry(), "https://4.example/") << "the project is found upward";
  environment_.variables["NPM_CONFIG_REGISTRY"] = "https://5.example";
  EXPECT_EQ(registry(), "https://5.example/");
  environment_.variables.erase("NPM_CONFIG_REGISTRY");
  environment_.variables["npm_config_userconfig"] = (folder_ / "other").string();
  environment_.working_folder = folder_ / "home";
  folder_.write("other", "registry=https://6.example/\n");
  std::filesystem::remove(folder_ / "home/.npmrc");
  EXPECT_EQ(registry(), "https://6.example/");
  environment_.variables["npm_config_strict_ssl"] = "false";
  const HttpRoute route = NpmSettings::load(environment_).route_for(*Url::parse("https://x/"));
  EXPECT_FALSE(route.verify);
  EXPECT_EQ(route.ca_file, "/ca.pem");
}

// A registry with one package, as registry.npmjs.org answers in its abbreviated form.
std::string npm_metadata(const std::string& origin, std::string_view tarball, std::string_view dist) {
  const auto version = [&](std::string_view number) {
    return fmt::format(R"("{0}":{{"name":"demo","version":"{0}","dist":{{"tarball":"{1}"{2}}}}})", number,
                       tarball.starts_with("http") ? std::string(tarball) : origin + std::string(tarball),
                       dist);
  };
  return fmt::format(
      R"({{"name":"demo","dist-tags":{{"latest":"1.1.0","next":"2.0.0-rc.1"}},"versions":{{{},{},{}}}}})",
      version("1.0.0"), version("1.1.0"), version("2.0.0-rc.1"));
}

class NpmTest : public PackageTest {
 protected:
  static constexpr std::string_view kTarball = "the bytes of a tarball";

  TestReply answer(const TestRequest& request) {
    if (request.target.ends_with(".tgz")) return {200, std::string(kTarball), {}};
    if (request.target == "/demo" || request.target == "/@scope%2Fdemo") {
      return {200, npm_metadata(server_.origin(), tarball_, dist_), {"Content-Type: application/json"}};
    }
    return {404, "{}", {}};
  }
  void SetUp() override { folder_.write("home/.npmrc", "registry=" + server_.origin() + "/\n"); }

  std::string tarball_ = "/demo/-/demo.tgz";
  std::string dist_ = fmt::format(R"(,"integrity":"sha512-{}")", base64_encode(sha512(kTarball)));
  TestServer server_{[this](const TestRequest& request) { return answer(request); }};
};

TEST_F(NpmTest, LatestVerified) {
  std::filesystem::path path;
  {
    const auto package = fetch("npm:demo");
    ASSERT_TRUE(package) << package.error().text();
    EXPECT_EQ(package->name, "demo");
    EXPECT_EQ(package->version, "1.1.0");
    EXPECT_EQ(package->kind, FetchedPackage::Kind::kArchive);
    EXPECT_EQ(package->path.filename(), "demo-1.1.0.tgz");
    EXPECT_EQ(package->url, server_.origin() + "/demo/-/demo.tgz");
    EXPECT_TRUE(package->verified);
    EXPECT_EQ(package->integrity, "sha512 of the registry");
    EXPECT_EQ(*read_text_file(package->path), kTarball);
    EXPECT_EQ(temporary_folders(), 1U);
    path = package->path;
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_EQ(temporary_folders(), 0U);
  EXPECT_THAT(server_.requests().at(0).header("accept"), HasSubstr("application/vnd.npm.install-v1+json"));
}

TEST_F(NpmTest, TagsVersionsAndScopes) {
  EXPECT_EQ(fetch("npm:demo@next")->version, "2.0.0-rc.1");
  EXPECT_EQ(fetch("npm:demo@1.0.0")->version, "1.0.0");
  const auto scoped = fetch("npm:@scope/demo");
  ASSERT_TRUE(scoped) << scoped.error().text();
  EXPECT_EQ(scoped->path.filename(), "scope-demo-1.1.0.tgz");
}

TEST_F(NpmTest, UnknownNamesAndVersions) {
  const auto unknown = fetch("npm:nothing");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(unknown.error().where, "npm:nothing");
  const auto version = fetch("npm:demo@1.1.1");
  ASSERT_FALSE(version);
  EXPECT_EQ(version.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(version.error().hint, HasSubstr("latest is 1.1.0"));
  EXPECT_THAT(version.error().hint, HasSubstr("near: 1.1.0"));
}

TEST_F(NpmTest, Checksums) {
  struct Case {
    std::string dist;
    bool fetched, verified;
    std::string_view integrity;
  };
  const std::string sha1 = sha1_hex(kTarball);
  for (const auto& [dist, fetched, verified, integrity] : {
           Case{R"(,"integrity":"sha512-)" + base64_encode(sha512("other")) + "\"", false, false, ""},
           Case{R"(,"integrity":"sha1-AAAA sha512-)" + base64_encode(sha512(kTarball)) + "\"", true, true,
                "sha512 of the registry"},
           Case{R"(,"shasum":")" + sha1 + "\"", true, true, "sha1 of the registry"},
           Case{R"(,"shasum":")" + std::string(40, '0') + "\"", false, false, ""},
           Case{R"(,"integrity":7,"shasum":[])", true, false,
                "not verified: the registry offers no checksum"},
       }) {
    dist_ = dist;
    const auto package = fetch("npm:demo");
    ASSERT_EQ(package.has_value(), fetched) << dist;
    if (fetched) {
      EXPECT_EQ(package->verified, verified) << dist;
      EXPECT_EQ(package->integrity, integrity) << dist;
    } else {
      EXPECT_EQ(package.error().kind, ErrorKind::kMalformed) << dist;
      EXPECT_THAT(package.error().hint, HasSubstr("do not install"));
    }
    EXPECT_LE(temporary_folders(), fetched ? 1U : 0U);
  }
}

TEST_F(NpmTest, TokensGoToTheirHostOnly) {
  const TestServer other([](const TestRequest&) { return TestReply{200, std::string(kTarball), {}}; });
  tarball_ = other.origin() + "/demo.tgz";
  folder_.write("home/.npmrc", fmt::format("registry={}/\n//127.0.0.1:{}/:_authToken=t0k\n", server_.origin(),
                                           server_.port()));
  ASSERT_TRUE(fetch("npm:demo"));
  EXPECT_EQ(server_.requests().at(0).header("authorization"), "Bearer t0k");
  EXPECT_EQ(other.requests().at(0).header("authorization"), "");
  tarball_ = "/demo.tgz";
  ASSERT_TRUE(fetch("npm:demo"));
  EXPECT_EQ(server_.requests().at(2).header("authorization"), "Bearer t0k");
}

TEST_F(NpmTest, MirrorsServeThePublicAddresses) {
  tarball_ = "https://registry.npmjs.org/demo/-/demo-1.1.0.tgz";
  const auto package = fetch("npm:demo");
  ASSERT_TRUE(package) << package.error().text();
  EXPECT_EQ(package->url, server_.origin() + "/demo/-/demo-1.1.0.tgz");
}

TEST_F(NpmTest, HostileMetadata) {
  for (const std::string tarball : {"file:///etc/passwd", "http:///x", "ftp://127.0.0.1/x"}) {
    tarball_ = tarball;
    EXPECT_FALSE(fetch("npm:demo")) << tarball;
  }
  std::string body;
  const TestServer hostile([&](const TestRequest&) { return TestReply{200, body, {}}; });
  folder_.write("home/.npmrc", "registry=" + hostile.origin() + "/\n");
  for (const std::string& text :
       {std::string("<html>"), std::string("[]"), std::string("{}"), std::string("{\"versions\":[]}"),
        std::string(R"({"dist-tags":{"latest":"1"},"versions":{"1":null}})"),
        std::string(R"({"dist-tags":{"latest":"1"},"versions":{"1":{"dist":[]}}})"),
        std::string(R"({"dist-tags":"x","versions":{"1":{"dist":{"tarball":{}}}}})"),
        std::string(200'000, '['), "{\"versions\":" + std::string(100'000, '[')}) {
    body = text;
    EXPECT_FALSE(fetch("npm:demo")) << text.substr(0, 80);
  }
}

// ---------------------------------------------------------------------------------------------- PyPI

TEST_F(PackageTest, PipSettingsInOrder) {
  const auto urls = [&] { return PipSettings::load(environment_).index_urls; };
  EXPECT_THAT(urls(), ElementsAre("https://pypi.org/simple"));
  environment_.variables["XDG_CONFIG_HOME"] = (folder_ / "home/.config").string();
  folder_.write("system/etc/pip.conf",
                "[global]\nindex-url = https://1.example/simple\ncert=/ca.pem\n"
                "extra-index-url =\n    https://e1.example/\n    https://e2.example/\n"
                "[install]\nindex-url = https://never.example/\n");
  EXPECT_THAT(urls(), ElementsAre("https://1.example/simple", "https://e1.example/", "https://e2.example/"));
  folder_.write("home/.config/pip/pip.conf",
                "[global]\n# comment\nindex_url: https://2.example/\n"
                "[download]\ntrusted-host = h.example\n");
  EXPECT_EQ(urls().at(0), "https://2.example/");
  folder_.write("named.conf", "[global]\nindex-url = https://3.example/\n");
  environment_.variables["PIP_CONFIG_FILE"] = (folder_ / "named.conf").string();
  EXPECT_EQ(urls().at(0), "https://3.example/");
  environment_.variables["PIP_INDEX_URL"] = "https://4.example/";
  environment_.variables["PIP_EXTRA_INDEX_URL"] = "https://5.example/";
  EXPECT_THAT(urls(), ElementsAre("https://4.example/", "https://5.example/"));
  environment_.variables["PIP_PROXY"] = "http://p:1";
  const HttpRoute route = PipSettings::load(environment_).route_for(*Url::parse("https://H.example/x"));
  EXPECT_EQ(route.proxy, "http://p:1");
  EXPECT_EQ(route.ca_file, "/ca.pem");
  EXPECT_FALSE(route.verify);
  EXPECT_TRUE(PipSettings::load(environment_).route_for(*Url::parse("https://x.example/")).verify);
  environment_.variables = {{"PIP_CONFIG_FILE", "/dev/null"}};
  EXPECT_THAT(urls(), ElementsAre("https://pypi.org/simple"));
}

TEST(PythonVersion, Order) {
  // The example of PEP 440, with epochs around it.
  const std::vector<std::string_view> ordered = {"0.9",           "1.dev0",
                                                 "1.0.dev456",    "1.0a1",
                                                 "1.0a2.dev456",  "1.0a12.dev456",
                                                 "1.0a12",        "1.0b1.dev456",
                                                 "1.0b2",         "1.0b2.post345.dev456",
                                                 "1.0b2.post345", "1.0rc1.dev456",
                                                 "1.0rc1",        "1.0",
                                                 "1.0+abc.5",     "1.0.post456.dev34",
                                                 "1.0.post456",   "1.0.15",
                                                 "1.1.dev1",      "1.10",
                                                 "2026.1.2",      "1!0.1"};
  for (size_t i = 0; i + 1 < ordered.size(); ++i) {
    const auto a = PythonVersion::parse(ordered[i]);
    const auto b = PythonVersion::parse(ordered[i + 1]);
    EXPECT_TRUE(a.value() < b.value()) << ordered[i] << " < " << ordered[i + 1];
    EXPECT_FALSE(b.value() < a.value());
  }
  for (const auto& [a, b] :
       {std::pair{"1.0", "1"}, std::pair{"v1.0-Alpha.1", "1a1"}, std::pair{"1.0-1", "1.0.post1"},
        std::pair{"1.0c1", "1.0rc1"}, std::pair{"1.0.preview_2", "1rc2"}, std::pair{"1.0r3", "1.0.post3"},
        std::pair{"1.0a", "1.0a0"}}) {
    EXPECT_TRUE(PythonVersion::parse(a).value() == PythonVersion::parse(b).value()) << a << " = " << b;
  }
  for (const std::string_view text :
       {"", "x", "1.0x", "1..0", "1.0-", "!1", "1!", "99999999999999999999999", "1.0 b"}) {
    EXPECT_FALSE(PythonVersion::parse(text)) << text;
  }
}

TEST(PypiIndex, FileNames) {
  struct Case {
    std::string_view file, version;
    int rank;
  };
  for (const auto& [file, version, rank] : {
           Case{"My_Pkg-1.0-py3-none-any.whl", "1.0", 0},
           Case{"my_pkg-1.0-1-py2.py3-none-any.whl", "1.0", 0},
           Case{"my_pkg-1.0-cp311-cp311-manylinux_2_17_x86_64.whl", "1.0", 2},
           Case{"my_pkg-1.0-cp311-cp311-win_amd64.whl", "1.0", 3},
           Case{"my-pkg-1.0.tar.gz", "1.0", 4},
           Case{"my.pkg-1.0-rc1.zip", "1.0-rc1", 5},
       }) {
    EXPECT_EQ(find_version_in_file_name(file, "my-pkg"), version) << file;
    EXPECT_EQ(rank_of_python_file(file), rank) << file;
  }
  for (const std::string_view file :
       {"other-1.0.tar.gz", "my_pkg.whl", "my-pkg-1.0.exe", "my-pkg-1.0.egg", "my-pkg.tar.gz"}) {
    EXPECT_FALSE(find_version_in_file_name(file, "my-pkg")) << file;
  }
}

TEST(PypiIndex, Html) {
  const Url page = *Url::parse("https://i.example/simple/demo/");
  const auto files = parse_simple_html(
      "<!DOCTYPE html><html><head><title>x</title></head><body><h1>Links</h1>"
      "<a href=\"../../f/demo-1.0.tar.gz#sha256=ABCD\" "
      "data-requires-python=\"&gt;=3.9\">demo-1.0.tar.gz</a><br/>"
      "<A HREF='https://o.example/demo-1.1.zip?a=1&amp;b=2' data-yanked>x</A>"
      "<a href=demo-1.2.zip>x</a><a>none</a><a href=\"javascript:x\">x</a><a href=\"unclosed",
      page);
  ASSERT_EQ(files.size(), 4U);
  EXPECT_EQ(files[0].url.text(), "https://i.example/f/demo-1.0.tar.gz");
  EXPECT_EQ(files[0].sha256, "abcd");
  EXPECT_FALSE(files[0].is_yanked);
  EXPECT_EQ(files[1].url.text(), "https://o.example/demo-1.1.zip?a=1&b=2");
  EXPECT_EQ(files[1].name, "demo-1.1.zip");
  EXPECT_TRUE(files[1].is_yanked);
  EXPECT_EQ(files[2].url.text(), "https://i.example/simple/demo/demo-1.2.zip");
  for (const std::string_view text :
       {"<", "<a", "<a ", "<a =", "<a href", "<a href=", "<a href=\"", "<a x=y", "<a \"", "<a '=x>"}) {
    EXPECT_TRUE(parse_simple_html(text, page).size() <= 1) << text;
  }
}

class PypiTest : public PackageTest {
 protected:
  static std::string bytes_of(std::string_view file) { return "bytes of " + std::string(file); }

  std::string entry(std::string_view file, std::string_view more = {}) const {
    return fmt::format(R"({{"filename":"{0}","url":"/files/{0}","hashes":{{"sha256":"{1}"}}{2}}},)", file,
                       sha256_hex(bytes_of(file)), more);
  }
  TestReply answer(const TestRequest& request) {
    if (request.target == "/simple/my-demo/" && !entries_.empty()) {
      return {200,
              R"({"meta":{"api-version":"1.1"},"name":"my-demo","files":[)" +
                  entries_.substr(0, entries_.size() - 1) + "]}",
              {"Content-Type: application/vnd.pypi.simple.v1+json"}};
    }
    if (request.target == "/html/my-demo/") {
      return {200, "<a href=\"/files/my_demo-3.0.tar.gz\">x</a>", {"Content-Type: text/html; charset=utf-8"}};
    }
    if (request.target.starts_with("/files/")) return {200, bytes_of(request.target.substr(7)), {}};
    return {404, "", {}};
  }
  void SetUp() override { environment_.variables["PIP_INDEX_URL"] = server_.origin() + "/simple/"; }

  std::string entries_;
  TestServer server_{[this](const TestRequest& request) { return answer(request); }};
};

TEST_F(PypiTest, TakesWhatPipWouldTake) {
  entries_ = entry("my_demo-1.0-py3-none-any.whl") + entry("my_demo-1.2.tar.gz") +
             entry("my_demo-1.2-cp312-cp312-manylinux_2_17_x86_64.whl") +
             entry("my_demo-1.2-py3-none-any.whl") +
             entry("my_demo-1.3-py3-none-any.whl", R"(,"yanked":"broken")") +
             entry("my_demo-2.0b1-py3-none-any.whl") + entry("my_demo-0.9.zip", R"(,"yanked":false)") +
             entry("other-9.0-py3-none-any.whl");
  const auto package = fetch("pypi:My.Demo");
  ASSERT_TRUE(package) << package.error().text();
  EXPECT_EQ(package->version, "1.2");
  EXPECT_EQ(package->path.filename(), "my_demo-1.2-py3-none-any.whl");
  EXPECT_TRUE(package->verified);
  EXPECT_EQ(package->integrity, "sha256 of the index");
  EXPECT_EQ(*read_text_file(package->path), bytes_of("my_demo-1.2-py3-none-any.whl"));
  EXPECT_EQ(fetch("pypi:my-demo==1.3")->version, "1.3") << "withdrawn, but asked for by its number";
  EXPECT_EQ(fetch("pypi:my-demo==2.0.beta.1")->version, "2.0b1");
  EXPECT_EQ(fetch("pypi:my-demo==0.9")->path.extension(), ".zip");

  const auto unknown = fetch("pypi:my-demo==1.4");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(unknown.error().hint, HasSubstr("the latest is 1.2"));
  EXPECT_EQ(fetch("pypi:nothing").error().kind, ErrorKind::kNotFound);
}

TEST_F(PypiTest, PreReleasesIfThereIsNothingElse) {
  entries_ = entry("my_demo-2.0b1.tar.gz") + entry("my_demo-2.0a1.tar.gz");
  EXPECT_EQ(fetch("pypi:my-demo")->version, "2.0b1");
}

TEST_F(PypiTest, WrongChecksum) {
  entries_ = R"({"filename":"my_demo-1.0.zip","url":"/files/x","hashes":{"sha256":")" + std::string(64, '0') +
             "\"}},";
  const auto package = fetch("pypi:my-demo");
  ASSERT_FALSE(package);
  EXPECT_EQ(package.error().kind, ErrorKind::kMalformed);
  EXPECT_EQ(temporary_folders(), 0U);
}

TEST_F(PypiTest, SecondIndexAndHtml) {
  entries_ = entry("my_demo-1.0.zip");
  environment_.variables["PIP_EXTRA_INDEX_URL"] = server_.origin() + "/html";
  const auto package = fetch("pypi:my-demo");
  ASSERT_TRUE(package) << package.error().text();
  EXPECT_EQ(package->version, "3.0");
  EXPECT_FALSE(package->verified);
  EXPECT_THAT(package->integrity, HasSubstr("no sha256"));

  environment_.variables["PIP_EXTRA_INDEX_URL"] = "http://u:hunter2@127.0.0.1:1/simple";
  const auto down = fetch("pypi:my-demo");
  ASSERT_FALSE(down) << "an index that is down must not be passed over in silence";
  EXPECT_THAT(down.error().text(), Not(HasSubstr("hunter2")));
  environment_.variables["PIP_NO_INDEX"] = "1";
  EXPECT_EQ(fetch("pypi:my-demo").error().kind, ErrorKind::kUsage);
}

TEST_F(PypiTest, Logins) {
  entries_ = entry("my_demo-1.0.zip");
  environment_.variables["PIP_INDEX_URL"] =
      fmt::format("http://me:s%40crt@127.0.0.1:{}/simple/", server_.port());
  const auto package = fetch("pypi:my-demo");
  ASSERT_TRUE(package);
  EXPECT_EQ(package->url, server_.origin() + "/files/my_demo-1.0.zip");
  for (const TestRequest& request : server_.requests())
    EXPECT_EQ(request.header("authorization"), "Basic bWU6c0BjcnQ=");

  environment_.variables["PIP_INDEX_URL"] = server_.origin() + "/simple/";
  folder_.write("home/.netrc",
                "# comment\nmacdef init\nmachine 127.0.0.1 login no password no\n\n"
                "machine other.example login a password b\n"
                "machine 127.0.0.1\n  login me password x\ndefault login d password d\n");
  ASSERT_TRUE(fetch("pypi:my-demo"));
  EXPECT_EQ(server_.requests().back().header("authorization"), "Basic bWU6eA==");
  EXPECT_EQ(netrc_authorization(environment_, "third.example"), "Basic " + base64_encode("d:d"));
}

// ---------------------------------------------------------------------------------------------- Go

TEST_F(PackageTest, GoSettings) {
  environment_.variables["XDG_CONFIG_HOME"] = (folder_ / "home/.config").string();
  folder_.write("home/.config/go/env",
                "GOPROXY=https://a.example|https://b.example,direct\nGOPRIVATE=*.corp.example,x.org/y\n");
  GoSettings settings = GoSettings::load(environment_);
  const auto proxies = settings.proxies();
  ASSERT_EQ(proxies.size(), 3U);
  EXPECT_EQ(proxies[0].address, "https://a.example");
  EXPECT_TRUE(proxies[0].goes_on_always);
  EXPECT_FALSE(proxies[1].goes_on_always);
  EXPECT_EQ(proxies[2].address, "direct");
  struct Case {
    std::string_view module;
    bool direct;
  };
  for (const auto& [module, direct] :
       {Case{"git.corp.example/m", true}, Case{"corp.example/m", false}, Case{"x.org/y", true},
        Case{"x.org/y/z", true}, Case{"x.org/yy", false}, Case{"x.org", false}, Case{"other.org/m", false}}) {
    EXPECT_EQ(settings.is_direct(module), direct) << module;
    EXPECT_EQ(settings.why_no_checksum(module), direct ? "GOPRIVATE names this module" : "") << module;
  }
  environment_.variables["GONOPROXY"] = "none";
  environment_.variables["GOSUMDB"] = "sum.corp.example+0a1b+key https://sums.example/db";
  settings = GoSettings::load(environment_);
  EXPECT_FALSE(settings.is_direct("x.org/y"));
  EXPECT_EQ(settings.sum_database(), "sum.corp.example");
  EXPECT_EQ(settings.sum_database_url(), "https://sums.example/db");
  environment_.variables["GOENV"] = "off";
  environment_.variables.erase("GOSUMDB");
  settings = GoSettings::load(environment_);
  EXPECT_EQ(settings.proxies().at(0).address, "https://proxy.golang.org");
  EXPECT_EQ(settings.sum_database_url(), "https://sum.golang.org");
  for (const auto& [name, value] : {std::pair{"GOSUMDB", "off"}, std::pair{"GOFLAGS", "-mod=mod -insecure"},
                                    std::pair{"GONOSUMCHECK", "1"}, std::pair{"GONOSUMDB", "x.org"}}) {
    Environment environment = environment_;
    environment.variables[name] = value;
    EXPECT_FALSE(GoSettings::load(environment).why_no_checksum("x.org/y").empty()) << name;
  }
}

TEST(GoVersions, OrderAndLatest) {
  const std::vector<std::string_view> ordered = {"nonsense",       "v0.0.0-20260101000000-abcdefabcdef",
                                                 "v0.9.0",         "v1.0.0-alpha",
                                                 "v1.0.0-alpha.1", "v1.0.0-alpha.beta",
                                                 "v1.0.0-beta.2",  "v1.0.0-beta.11",
                                                 "v1.0.0",         "v1.2.0",
                                                 "v1.10.0",        "v123456789012345678901234567890.0.0"};
  for (size_t i = 0; i + 1 < ordered.size(); ++i) {
    EXPECT_TRUE(is_older_go_version(ordered[i], ordered[i + 1])) << ordered[i];
    EXPECT_FALSE(is_older_go_version(ordered[i + 1], ordered[i])) << ordered[i];
  }
  EXPECT_EQ(latest_go_version({"v1.0.0", "v1.10.0", "v2.0.0-rc1", "v9.0.0+incompatible", "x"}), "v1.10.0");
  EXPECT_EQ(latest_go_version({"v2.0.0-rc1", "v9.0.0+incompatible"}), "v2.0.0-rc1");
  EXPECT_EQ(latest_go_version({"v9.0.0+incompatible"}), "v9.0.0+incompatible");
  EXPECT_EQ(latest_go_version({}), "");
  EXPECT_EQ(escape_go_path("github.com/Azure/SDK"), "github.com/!azure/!s!d!k");
}

std::string little_endian(uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

// A zip whose members are not compressed.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string out;
  std::string directory;
  for (const auto& [name, contents] : files) {
    const std::string size = little_endian(contents.size(), 4);
    const std::string common = little_endian(20, 2) + std::string(8, '\0') +
                               little_endian(crc32(contents), 4) + size + size +
                               little_endian(name.size(), 2) + little_endian(0, 2);
    directory += "PK\x01\x02" + little_endian(20, 2) + common + std::string(10, '\0') +
                 little_endian(out.size(), 4) + name;
    out += "PK\x03\x04" + common + name + contents;
  }
  const std::string count = little_endian(files.size(), 2);
  return out + directory + "PK\x05\x06" + std::string(4, '\0') + count + count +
         little_endian(directory.size(), 4) + little_endian(out.size(), 4) + std::string(2, '\0');
}

const std::vector<std::pair<std::string, std::string>> kModuleFiles = {
    {"example.org/Demo@v1.1.0/m.go", "package m\n"},
    {"example.org/Demo@v1.1.0/go.mod", "module example.org/Demo\n"}};
// (sha256sum of both, sorted by name, in the form of sha256sum) | sha256sum | in base64
constexpr std::string_view kModuleHash = "h1:MTV6w6qEBibSIZ0nvax38BJ+P8z19L9RgxT1B9VLZtk=";

TEST_F(PackageTest, GoZipHash) {
  folder_.write("m.zip", zip_of(kModuleFiles));
  const auto hash = hash_go_zip((folder_ / "m.zip").string());
  ASSERT_TRUE(hash) << hash.error().text();
  EXPECT_EQ(*hash, kModuleHash);
  folder_.write("bad.zip", "PK\x03\x04 nonsense");
  EXPECT_FALSE(hash_go_zip((folder_ / "bad.zip").string()));
  EXPECT_FALSE(hash_go_zip((folder_ / "missing.zip").string()));
}

class GoTest : public PackageTest {
 protected:
  TestReply answer(const TestRequest& request) {
    const std::string module = "/example.org/!demo/@v/";
    if (request.target == module + "list") return {200, "v1.0.0\nv1.1.0\nv2.0.0-rc1\nbroken\n", {}};
    if (request.target == module + "main.info") return {200, R"({"Version":"v1.1.0"})", {}};
    if (request.target == module + "v1.1.0.zip") return {200, zip_of(kModuleFiles), {}};
    if (request.target == "/sumdb/sum.golang.org/supported") return {passes_sums_on_ ? 200 : 404, "", {}};
    if (request.target == "/sumdb/sum.golang.org/lookup/example.org/!demo@v1.1.0" && !hash_.empty()) {
      return {200,
              "123\nexample.org/Demo v1.1.0 " + hash_ +
                  "\nexample.org/Demo v1.1.0/go.mod h1:x=\n\ngo.sum database tree\n",
              {}};
    }
    return {404, "not found: module example.org/x: no matching versions", {}};
  }
  void SetUp() override { environment_.variables["GOPROXY"] = server_.origin(); }

  bool passes_sums_on_ = true;
  std::string hash_{kModuleHash};
  TestServer server_{[this](const TestRequest& request) { return answer(request); }};
};

TEST_F(GoTest, Verified) {
  for (const std::string text :
       {"go:example.org/Demo", "go:example.org/Demo@v1.1.0", "go:example.org/Demo@main"}) {
    const auto package = fetch(text);
    ASSERT_TRUE(package) << text << package.error().text();
    EXPECT_EQ(package->version, "v1.1.0") << text;
    EXPECT_EQ(package->path.filename(), "Demo-v1.1.0.zip") << text;
    EXPECT_TRUE(package->verified) << text << package->integrity;
    EXPECT_THAT(package->integrity, HasSubstr("h1 hash of sum.golang.org, passed on by 127.0.0.1")) << text;
  }
}

TEST_F(GoTest, WrongOrNoHash) {
  hash_ = "h1:AAAA=";
  const auto wrong = fetch("go:example.org/Demo");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::kMalformed);
  hash_.clear();
  auto package = fetch("go:example.org/Demo");
  ASSERT_TRUE(package);
  EXPECT_FALSE(package->verified);
  EXPECT_EQ(package->integrity, "not verified: sum.golang.org does not know this version");
  passes_sums_on_ = false;
  environment_.variables["GOSUMDB"] = "sum.golang.org http://127.0.0.1:1";
  package = fetch("go:example.org/Demo");
  ASSERT_TRUE(package) << package.error().text();
  EXPECT_EQ(package->integrity, "not verified: sum.golang.org cannot be reached");
  environment_.variables["GOSUMDB"] = "off";
  EXPECT_EQ(fetch("go:example.org/Demo")->integrity, "not verified: GOSUMDB is off");
}

TEST_F(GoTest, ProxiesInOrder) {
  const TestServer empty([](const TestRequest&) { return TestReply{410, "gone", {}}; });
  const TestServer broken([](const TestRequest&) { return TestReply{500, "", {}}; });
  environment_.variables["GOPROXY"] = empty.origin() + "," + server_.origin();
  EXPECT_TRUE(fetch("go:example.org/Demo"));
  environment_.variables["GOPROXY"] = broken.origin() + "," + server_.origin();
  EXPECT_EQ(fetch("go:example.org/Demo").error().kind, ErrorKind::kNetwork);
  environment_.variables["GOPROXY"] = broken.origin() + "|" + server_.origin();
  EXPECT_TRUE(fetch("go:example.org/Demo"));
  environment_.variables["GOPROXY"] = "off";
  EXPECT_THAT(fetch("go:example.org/Demo").error().message, HasSubstr("GOPROXY=off"));
  environment_.variables["GOPROXY"] = server_.origin() + ",direct";
  const auto unknown = fetch("go:example.org/Demo@v9.0.0");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(unknown.error().hint, HasSubstr("the latest is v1.1.0"));
  environment_.variables["GOPRIVATE"] = "example.org";
  EXPECT_EQ(fetch("go:example.org/Demo").error().kind, ErrorKind::kUsage);
}

// ---------------------------------------------------------------------------------------------- GitHub

// `git daemon` for one connection at a time, on a port that the system chose.
class GitServer {
 public:
  GitServer(const std::filesystem::path& folder, const Environment& environment) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || bind(listener_, generic, size) != 0 || listen(listener_, 8) != 0 ||
        getsockname(listener_, generic, &size) != 0) {
      std::abort();
    }
    port_ = ntohs(address.sin_port);
    for (const auto& [name, value] : environment.variables) variables_.push_back(name + "=" + value);
    variables_.emplace_back("GIT_CONFIG_COUNT=1");
    variables_.emplace_back("GIT_CONFIG_KEY_0=safe.directory");
    variables_.emplace_back("GIT_CONFIG_VALUE_0=*");
    arguments_ = {"git",          "daemon", "--inetd", "--export-all", "--base-path=" + folder.string(),
                  folder.string()};
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        pollfd entry{listener_, POLLIN, 0};
        if (poll(&entry, 1, 20) <= 0) continue;
        const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0) serve(connection);
      }
    });
  }
  ~GitServer() {
    thread_.request_stop();
    thread_.join();
    close(listener_);
  }
  GitServer(const GitServer&) = delete;
  GitServer& operator=(const GitServer&) = delete;

  std::string origin() const { return fmt::format("git://127.0.0.1:{}/", port_); }

 private:
  void serve(int connection) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, connection, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, connection, STDOUT_FILENO);
    const auto pointers = [](std::vector<std::string>& strings) {
      std::vector<char*> out;
      for (std::string& text : strings) out.push_back(text.data());
      out.push_back(nullptr);
      return out;
    };
    pid_t child = -1;
    posix_spawnp(&child, "git", &actions, nullptr, pointers(arguments_).data(), pointers(variables_).data());
    posix_spawn_file_actions_destroy(&actions);
    close(connection);
    if (child > 0) waitpid(child, nullptr, 0);
  }

  int listener_ = -1;
  int port_ = 0;
  std::vector<std::string> variables_;
  std::vector<std::string> arguments_;
  std::jthread thread_;
};

class GithubTest : public PackageTest {
 protected:
  void SetUp() override {
    folder_.write("src/server.py", "v1\n");
    folder_.write("src/hidden.py", "secret\n");
    // `git archive` would leave this file out.
    folder_.write("src/.gitattributes", "hidden.py export-ignore\n* filter=evil\n");
    folder_.run(
        "src",
        "git init -q -b main . && git add . && git commit -qm one && git tag v1 && echo v2 >server.py && "
        "git commit -qam two && git tag -a v2 -m two && mkdir -p ../served/owner && "
        "git clone -q --bare . ../served/owner/repo.git && git rev-parse v1 >../first");
    first_ = std::string(trim(*read_text_file(folder_ / "first")));
  }
  void redirect_to(const std::string& base) {
    folder_.write("home/.gitconfig", "[url \"" + base + "\"]\n\tinsteadOf = https://github.com/\n");
  }
  std::string server_py(const FetchedPackage& package) {
    const auto repository = GitRepository::open_own(package.path, environment_);
    const auto listing = repository->files_of(package.version);
    EXPECT_EQ(listing->files.size(), 3U);
    for (const GitFile& file : listing->files) {
      if (file.path == "server.py") return *repository->read_blob(file.id, 100);
    }
    return {};
  }

  std::string first_;
};

TEST_F(GithubTest, BranchTagAndCommit) {
  const GitServer server(folder_ / "served", environment_);
  redirect_to(server.origin());
  struct Case {
    std::string text;
    std::string_view contents;
    bool verified;
  };
  for (const auto& [text, contents, verified] :
       {Case{"github:owner/repo", "v2\n", false}, Case{"github:owner/repo@main", "v2\n", false},
        Case{"github:owner/repo@v1", "v1\n", false}, Case{"github:owner/repo@v2", "v2\n", false},
        Case{"github:owner/repo@" + first_, "v1\n", true}}) {
    const auto package = fetch(text);
    ASSERT_TRUE(package) << text << package.error().text();
    EXPECT_EQ(package->kind, FetchedPackage::Kind::kGitRepository);
    EXPECT_EQ(package->name, "owner/repo");
    EXPECT_EQ(package->url, "https://github.com/owner/repo.git");
    EXPECT_EQ(package->version.size(), 40U);
    EXPECT_EQ(package->verified, verified) << text;
    EXPECT_EQ(server_py(*package), contents) << text;
    EXPECT_FALSE(std::filesystem::exists(package->path / "server.py"));
    EXPECT_FALSE(std::filesystem::exists(package->path / "hooks"));
  }
  EXPECT_EQ(temporary_folders(), 0U);

  const auto ref = fetch("github:owner/repo@nope");
  ASSERT_FALSE(ref);
  EXPECT_EQ(ref.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(ref.error().message, HasSubstr("\"nope\""));
  const auto repository = fetch("github:owner/nope");
  ASSERT_FALSE(repository);
  EXPECT_NE(repository.error().kind, ErrorKind::kUsage);
}

TEST_F(GithubTest, OnlyTheWayTheUserChose) {
  redirect_to("file://" + (folder_ / "served").string() + "/");
  const auto package = fetch("github:owner/repo@v1");
  ASSERT_TRUE(package) << package.error().text();
  EXPECT_EQ(server_py(*package), "v1\n");

  const std::string mark = (folder_ / "RAN").string();
  redirect_to("ext::touch " + mark + " ");
  const auto refused = fetch("github:owner/repo");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
  EXPECT_FALSE(std::filesystem::exists(mark));
}

TEST_F(GithubTest, HooksOfATemplateDoNotRun) {
  const std::string mark = (folder_ / "RAN").string();
  folder_.write("template/hooks/post-checkout", "#!/bin/sh\ntouch '" + mark + "'\n");
  folder_.write("template/hooks/reference-transaction", "#!/bin/sh\ntouch '" + mark + "'\n");
  folder_.run("", "chmod +x template/hooks/*");
  folder_.write("home/.gitconfig", "[url \"file://" + (folder_ / "served").string() +
                                       "/\"]\n\tinsteadOf = https://github.com/\n" +
                                       "[init]\n\ttemplateDir = " + (folder_ / "template").string() +
                                       "\n[core]\n\thooksPath = " + (folder_ / "template/hooks").string() +
                                       "\n");
  ASSERT_TRUE(fetch("github:owner/repo"));
  EXPECT_FALSE(std::filesystem::exists(mark));
}

TEST_F(GithubTest, GoModuleWithoutProxy) {
  folder_.run("",
              "mkdir -p served/o && git clone -q --bare src served/o/m.git && cd served/o/m.git && "
              "git tag v1.0.0 v1 && git tag sub/v1.2.0 v2 && git tag v1.1.0-rc1 v2");
  redirect_to("file://" + (folder_ / "served").string() + "/");
  environment_.variables["GOPROXY"] = "direct";
  const auto package = fetch("go:github.com/o/m");
  ASSERT_TRUE(package) << package.error().text();
  EXPECT_EQ(package->version, first_);
  EXPECT_EQ(package->name, "github.com/o/m");
  EXPECT_NE(fetch("go:github.com/o/m/sub@v1.2.0")->version, first_);
}

}  // namespace
}  // namespace sentinel
