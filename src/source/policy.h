// Which folders are left out for what they are: the data of version control, installed dependencies, build
// output. docs/configuration.md states this policy; each folder left out is a Skip with its reason.
#pragma once

#include <optional>
#include <string_view>

#include "source/file_entry.h"

namespace sentinel {

// By the folder's own name: `.git`, `node_modules`, `__pycache__`, ...
std::optional<SkipReason> find_folder_policy(std::string_view name, bool leave_out_dependencies);

// By a file that it holds: a virtual environment has pyvenv.cfg, Go's `vendor` has modules.txt.
bool marks_dependency(std::string_view folder_name, std::string_view file_name);

// `dist`, `build`, `out`, `.next`, `target`: only where the source stands beside them, for many a package
// ships nothing else. What stands beside is told name by name, in any order.
class BuildOutputPolicy {
 public:
  void add_sibling(std::string_view name, bool is_folder);
  bool leaves_out(std::string_view folder_name) const;

 private:
  bool has_source_ = false;
  bool has_pages_ = false;  // where Next.js keeps its source
  bool has_cargo_manifest_ = false;
};

}  // namespace sentinel
