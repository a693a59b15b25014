// The files of a scan as one program: names shared, imports resolved.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flow/value.h"
#include "syntax/ir.h"

namespace sentinel::flow {

struct ProgramFile {
  std::string path;  // as findings show it, '/' between folders
  ir::Module module;
  // By Program::link:
  std::vector<Atom> atoms;  // of module.names
  uint32_t unit = 0;        // the Go package, or the file alone
  Atom atom(ir::NameId name) const { return atoms[name]; }
};

// A file that says how modules are found: package.json, tsconfig.json, go.mod.
struct ProjectFile {
  std::string path;
  std::string text;
};

bool is_project_file(std::string_view path);

// What project files say, read once.
class Projects {
 public:
  // What cannot be read is left out.
  explicit Projects(const std::vector<ProjectFile>& files);

 private:
  friend class Program;
  struct ScriptPackage {
    std::string folder;
    std::string name;
    std::vector<std::pair<std::string, std::string>> exports;  // "./sub" -> "./dist/sub.js"; "." is main
    std::vector<std::pair<std::string, std::string>> imports;  // "#x" -> "./x.js"
  };
  struct ScriptPaths {  // of a tsconfig.json
    std::string folder;
    bool has_base = false;  // baseUrl
    std::string base;
    std::string paths_base;
    std::vector<std::pair<std::string, std::vector<std::string>>> paths;
  };
  void read_script_paths(const std::vector<std::pair<std::string, nlohmann::json>>& configs);
  std::vector<ScriptPackage> packages_;  // the deepest folder first, like the others
  std::vector<ScriptPaths> script_paths_;
  std::vector<std::pair<std::string, std::string>> go_modules_;  // module path, folder
};

// What an import means.
struct Imported {
  uint32_t unit = kNone;     // of the program, or
  std::string_view outside;  // the name of a library's module
};

class Program {
 public:
  // `files` sorted by path. `projects` must outlive it.
  Program(std::vector<ProgramFile> files, const Projects& projects);

  // Sets of files that imports tie together, so that each can be a program of its own; every file is in one.
  // Each set ascends.
  static std::vector<std::vector<uint32_t>> islands(std::vector<ProgramFile>& files,
                                                    const Projects& projects);

  const std::vector<ProgramFile>& files() const { return files_; }
  Atoms& atoms() { return atoms_; }
  const std::vector<uint32_t>& files_of_unit(uint32_t unit) const { return units_[unit]; }

  // `specifier` as file `from` writes it. Nothing: it cannot be told (a relative path that leads nowhere).
  std::optional<Imported> resolve(uint32_t from, std::string_view specifier);

  // The variable that holds a unit's name at its top level.
  struct Place {
    uint32_t file = 0;
    ir::VariableId variable = ir::kNone;
  };
  std::optional<Place> find_variable(uint32_t unit, Atom name) const;

  // ... and of one file, whose imports are its own also where a unit has several.
  ir::VariableId find_in_file(uint32_t file, Atom name) const;  // ir::kNone: there is none

  // JavaScript: what a unit gives out under a name.
  struct Exported {
    uint32_t file = 0;
    const ir::Export* entry = nullptr;
  };
  std::optional<Exported> find_export(uint32_t unit, Atom name) const;
  const std::vector<const ir::Export*>& star_exports(uint32_t unit) const { return stars_[unit]; }

  // A class by its name in a unit (Go: in the package).
  struct ClassRef {
    uint32_t file = kNone;
    ir::ClassId id = 0;
    friend bool operator==(const ClassRef&, const ClassRef&) = default;
  };
  std::optional<ClassRef> find_class(uint32_t unit, Atom name) const;

  struct FunctionRef {
    uint32_t file = kNone;
    ir::FunctionId id = 0;
    friend auto operator<=>(const FunctionRef&, const FunctionRef&) = default;
  };
  // Methods declared on a class itself, not on its bases.
  std::optional<FunctionRef> find_method(ClassRef owner, Atom name, bool is_static_too = true) const;
  // All methods of that name of all classes.
  const std::vector<FunctionRef>& methods_named(Atom name) const;
  const std::vector<ClassRef>& classes() const { return classes_; }
  // Modules whose names a file takes all of, as it writes them: `from x import *`, Go's `import . "x"`.
  const std::vector<std::string_view>& star_imports(uint32_t file) const { return star_imports_[file]; }
  // Python's `from package import name` where name is a file of the package.
  std::optional<uint32_t> find_submodule(uint32_t unit, std::string_view name);

 private:
  explicit Program(const Projects& projects) : projects_(&projects) {}
  void link_units();
  void link_names();
  std::optional<uint32_t> unit_at(const std::string& path) const;
  std::optional<uint32_t> find_python(const std::string& base) const;
  std::optional<uint32_t> find_script(const std::string& base) const;
  std::optional<Imported> resolve_python(uint32_t from, std::string_view specifier);
  std::optional<Imported> resolve_script(uint32_t from, std::string_view specifier);
  std::optional<Imported> resolve_go(std::string_view specifier);

  const Projects* projects_;
  std::vector<ProgramFile> files_;
  Atoms atoms_;
  std::vector<std::vector<uint32_t>> units_;
  std::unordered_map<std::string, uint32_t> file_by_path_;
  std::unordered_map<std::string, uint32_t> go_packages_;        // folder -> unit
  std::unordered_map<uint64_t, Place> variables_;                // unit, name
  std::unordered_map<uint64_t, ir::VariableId> file_variables_;  // file, name
  std::unordered_map<uint64_t, Exported> exports_;               // unit, name
  std::vector<std::vector<const ir::Export*>> stars_;
  std::vector<std::vector<std::string_view>> star_imports_;  // per file
  std::unordered_map<uint64_t, ClassRef> class_names_;       // unit, name
  std::vector<uint32_t> class_base_;                         // per file: number of its first class
  std::unordered_map<uint64_t, FunctionRef> methods_;        // number of the class, name
  std::unordered_map<Atom, std::vector<FunctionRef>> methods_by_name_;
  std::vector<ClassRef> classes_;
  std::unordered_map<std::string, std::optional<Imported>> resolved_;
};

}  // namespace sentinel::flow
