#include "source/policy.h"

#include <vector>

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(Policy, ByName) {
  EXPECT_EQ(find_folder_policy(".git", true), SkipReason::kVersionControl);
  EXPECT_EQ(find_folder_policy(".svn", false), SkipReason::kVersionControl);
  EXPECT_EQ(find_folder_policy("node_modules", true), SkipReason::kDependency);
  EXPECT_EQ(find_folder_policy("node_modules", false), std::nullopt);
  EXPECT_EQ(find_folder_policy("my_node_modules", true), std::nullopt);
  EXPECT_EQ(find_folder_policy(".github", true), std::nullopt);
  EXPECT_TRUE(marks_dependency("env", "pyvenv.cfg"));
  EXPECT_TRUE(marks_dependency("vendor", "modules.txt"));
  EXPECT_FALSE(marks_dependency("docs", "modules.txt"));
}

TEST(Policy, BuildOutput) {
  struct Case {
    std::vector<std::string_view> siblings;  // a folder ends in '/'
    std::string_view folder;
    bool left_out;
  };
  for (const auto& [siblings, folder, left_out] : {
           Case{{}, "dist", false},
           Case{
               {"package.json", "README.md", "LICENSE"}, "dist", false},  // a package that ships nothing else
           Case{{"src/"}, "dist", true},
           Case{{"lib/"}, "build", true},
           Case{{"src"}, "dist", false},  // a file of that name
           Case{{"index.ts"}, "out", true},
           Case{{"server.py"}, "build", true},
           Case{{"setup.py", "conftest.py"}, "build", false},
           Case{{"eslint.config.js", ".eslintrc.js", "webpack.prod.js", "index.d.ts"}, "dist", false},
           Case{{"src/"}, "source", false},
           Case{{"src/"}, "target", false},
           Case{{"src/", "Cargo.toml"}, "target", true},
           Case{{"pages/"}, ".next", true},
           Case{{"pages/"}, "dist", false},
       }) {
    BuildOutputPolicy policy;
    for (const std::string_view sibling : siblings) {
      const bool is_folder = sibling.ends_with('/');
      policy.add_sibling(is_folder ? sibling.substr(0, sibling.size() - 1) : sibling, is_folder);
    }
    EXPECT_EQ(policy.leaves_out(folder), left_out)
        << folder << " beside " << testing::PrintToString(siblings);
  }
}

}  // namespace
}  // namespace sentinel
