// Packages named by coordinate, downloaded to be looked at: `npm:NAME[@VERSION]`, `pypi:NAME[==VERSION]`,
// `github:OWNER/REPO[@REF]`, `go:MODULE[@VERSION]`.
//
// Nothing is installed, unpacked or run. Registry, credentials, proxy and certificates come from where the
// ecosystem's own client finds them, so that a package is taken from where the user would get it:
//
// - npm: npm_config_* variables, .npmrc of the working folder's project, of the user and of the machine;
// - PyPI: PIP_* variables, pip.conf of the user, the virtual environment and the machine, .netrc;
// - Go: GOPROXY, GOPRIVATE, GONOPROXY, GOSUMDB, GONOSUMDB and the file of `go env -w`, .netrc;
// - GitHub: the git command with the user's configuration (`url.*.insteadOf`, credential helpers).
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/environment.h"
#include "net/http_client.h"

namespace sentinel {

enum class Ecosystem : uint8_t { kNpm, kPypi, kGithub, kGo };

struct PackageCoordinate {
  Ecosystem ecosystem = Ecosystem::kNpm;
  std::string name;     // "@scope/name", "name", "owner/repo", "example.org/module"
  std::string version;  // exact version, npm dist-tag, git ref; empty: the latest

  std::string text() const;  // as one writes it
};

// True for "npm:…", "pypi:…", "github:…" and "go:…", well-formed or not.
bool is_coordinate(std::string_view text);
// kUsage, with what is wrong and what would be right.
[[nodiscard]] Result<PackageCoordinate> parse_coordinate(std::string_view text);

// A folder of our own, removed with all in it when the object goes.
class TemporaryFolder {
 public:
  [[nodiscard]] static Result<TemporaryFolder> create(const Environment& environment);
  TemporaryFolder() = default;
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct FetchedPackage {
  enum class Kind : uint8_t {
    kArchive,        // `path` is a .tgz, .zip, .whl, …
    kGitRepository,  // `path` is a bare repository; its files are those of `version`, by
                     // GitRepository::open_own
  };

  TemporaryFolder folder;
  Kind kind = Kind::kArchive;
  std::filesystem::path path;
  std::string name;
  std::string version;    // resolved; of a git repository the commit's id
  std::string url;        // where it came from, without credentials
  bool verified = false;  // the bytes fit a checksum that came apart from them
  std::string integrity;  // by what, or why not: "sha512 of the registry", "not verified: …"
};

inline constexpr uint64_t kMaxPackageBytes = 256U << 20U;

// Errors: kNotFound (no such package or version; the hint names near ones), kNetwork, kLimit, kMalformed (a
// checksum that does not match), kUsage, kInterrupted.
[[nodiscard]] Result<FetchedPackage> fetch_package(const PackageCoordinate& coordinate, HttpClient& client,
                                                   const Environment& environment, std::stop_token stop = {});

}  // namespace sentinel
