// Files as a git repository knows them: of a revision, of the index, or changed since a revision.
//
// Nothing of the repository is run and nothing is checked out: names come from plumbing commands, contents
// from the object store by their id, and work-tree files are compared by ids that are computed here (git
// itself would send them through the filters that the repository asks for).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/environment.h"
#include "source/file_entry.h"

namespace sentinel {

struct GitFile {
  std::string path;    // bytes as git has them, from the top of the repository, '/' separated
  std::string id;      // of its contents, hexadecimal
  std::string old_id;  // staged_files: of the same path in HEAD; empty when it is not there
  uint32_t mode = 0;   // 0100644 or 0100755
  uint64_t size = 0;
};

// Sorted by path. Links and submodules are skips.
struct GitListing {
  std::vector<GitFile> files;
  std::vector<Skip> skips;
};

struct ChangedFile {
  std::string path;
  bool is_all_new = false;          // every line is new: a new file, or one that cannot be compared by lines
  std::vector<uint32_t> new_lines;  // otherwise; 1-based as in LineIndex, sorted, at least one

  bool is_new_line(uint32_t line) const;
};

struct GitChanges {
  std::vector<ChangedFile> files;  // sorted by path
  std::vector<Skip> skips;         // sorted by path
};

// May be used from several threads at once.
class GitRepository {
 public:
  // `path`: anywhere in a work tree, or a bare repository. git refuses what belongs to somebody else
  // (safe.directory), and its words are the error.
  [[nodiscard]] static Result<GitRepository> open(const std::filesystem::path& path,
                                                  const Environment& environment,
                                                  const std::stop_token& stop = {});
  // A bare repository that this program made.
  [[nodiscard]] static Result<GitRepository> open_own(const std::filesystem::path& folder,
                                                      const Environment& environment,
                                                      const std::stop_token& stop = {});
  GitRepository(GitRepository&&) noexcept;
  GitRepository& operator=(GitRepository&&) noexcept;
  ~GitRepository();

  // The top of the work tree, absolute and without links; empty for a bare repository.
  const std::filesystem::path& work_tree() const;

  // The commit's id. kNotFound when there is none of that name.
  [[nodiscard]] Result<std::string> resolve(std::string_view revision,
                                            const std::stop_token& stop = {}) const;
  [[nodiscard]] Result<GitListing> files_of(std::string_view revision,
                                            const std::stop_token& stop = {}) const;
  // Entries of the index that differ from HEAD (all of them before the first commit). A file in conflict has
  // no single contents and is a skip that is a failure.
  [[nodiscard]] Result<GitListing> staged_files(const std::stop_token& stop = {}) const;
  // kLimit when it has more than `limit` bytes.
  [[nodiscard]] Result<std::string> read_blob(std::string_view id, uint64_t limit,
                                              const std::stop_token& stop = {}) const;
  // Files of the work tree, tracked or not (but not ignored), with lines that the revision does not have.
  [[nodiscard]] Result<GitChanges> changed_since(std::string_view revision,
                                                 const std::stop_token& stop = {}) const;

 private:
  class State;
  explicit GitRepository(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The lines (1-based) of `after` whose contents occur more often there than in `before`, line endings apart.
// So a line that moved is not new. Of lines that occur more often, those in what both have at their beginning
// or end are not new.
std::vector<uint32_t> find_new_lines(std::string_view before, std::string_view after);

}  // namespace sentinel
