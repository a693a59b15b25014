#include "flow/program.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sentinel::flow {
namespace {

uint64_t key(uint32_t a, uint32_t b) { return (uint64_t{a} << 32U) | b; }

std::string folder_of(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

// "a/./b/../c" -> "a/c". Nothing when it leads out of the root.
std::optional<std::string> normal(std::string_view path) {
  std::vector<std::string_view> parts;
  const bool absolute = path.starts_with('/');
  size_t at = 0;
  while (at <= path.size()) {
    const size_t slash = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, slash - at);
    at = slash + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      // A scan that begins with "../" has such paths itself.
      if (parts.empty() || parts.back() == "..") {
        if (absolute) return std::nullopt;
        parts.push_back(part);
      } else {
        parts.pop_back();
      }
    } else {
      parts.push_back(part);
    }
  }
  std::string out = absolute ? "/" : "";
  for (size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : "/") + std::string(parts[i]);
  return out;
}

std::string join_path(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

bool is_script(Language language) {
  return language == Language::kJavaScript || language == Language::kTypeScript || language == Language::kTsx;
}

// tsconfig.json may have comments and trailing commas.
nlohmann::json parse_loosely(const std::string& text) {
  nlohmann::json out = nlohmann::json::parse(text, nullptr, false, true);
  if (!out.is_discarded()) return out;
  std::string without_commas;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (in_string && text[i] == '\\') {
      without_commas += text.substr(i, 2);
      ++i;
      continue;
    }
    if (text[i] == '"') in_string = !in_string;
    if (!in_string && text[i] == ',') {
      const size_t next = text.find_first_not_of(" \t\r\n", i + 1);
      if (next != std::string::npos && (text[next] == '}' || text[next] == ']')) continue;
    }
    without_commas += text[i];
  }
  return nlohmann::json::parse(without_commas, nullptr, false, true);
}

// The path that a go.mod gives its module: `module x`, `module "x"` or `module ( x )`.
std::string module_of(std::string_view text) {
  bool is_next = false;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = line.substr(0, line.find("//"));
    while (!line.empty()) {
      const size_t first = std::min(line.find_first_not_of(" \t\r()\"`"), line.size());
      line.remove_prefix(first);
      const std::string_view word = line.substr(0, line.find_first_of(" \t\r()\"`"));
      line.remove_prefix(word.size());
      if (is_next && !word.empty()) return std::string(word);
      is_next = is_next || word == "module";
    }
  }
  return {};
}

// The first file that a condition of package.json's "exports" names; sources are preferred by find_script.
std::string target_of(const nlohmann::json& value, int depth = 0) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object() || depth > 8) return {};
  for (const char* condition : {"source", "import", "node", "require", "default", "types"}) {
    if (const auto found = value.find(condition); found != value.end()) {
      if (std::string out = target_of(*found, depth + 1); !out.empty()) return out;
    }
  }
  return {};
}

}  // namespace

Program::Program(std::vector<ProgramFile> files, const Projects& projects)
    : projects_(&projects), files_(std::move(files)) {
  link_units();
  link_names();
}

std::vector<std::vector<uint32_t>> Program::islands(std::vector<ProgramFile>& files,
                                                    const Projects& projects) {
  Program whole(projects);
  whole.files_.swap(files);
  whole.link_units();
  const auto count = static_cast<uint32_t>(whole.files_.size());
  std::vector<uint32_t> parent(count);
  std::iota(parent.begin(), parent.end(), 0U);
  const auto root = [&](uint32_t file) {
    while (parent[file] != file) file = parent[file] = parent[parent[file]];
    return file;
  };
  const auto tie = [&](uint32_t a, uint32_t b) { parent[root(a)] = root(b); };
  for (const std::vector<uint32_t>& unit : whole.units_) {
    for (const uint32_t file : unit) tie(file, unit.front());
  }
  for (uint32_t f = 0; f < count; ++f) {
    const auto import = [&](std::string_view specifier) {
      const auto target = whole.resolve(f, specifier);
      if (target && target->unit != kNone) tie(f, whole.units_[target->unit].front());
    };
    const ir::Module& module = whole.files_[f].module;
    const bool is_python = module.language == Language::kPython;
    for (const ir::Function& function : module.functions) {
      for (const ir::Instruction& i : function.code) {
        if (i.op != ir::Op::kImport) continue;
        const std::string_view specifier = module.name(i.name);
        import(specifier);
        if (!is_python) continue;
        // What is imported of a package may be a file of it; and each package on the way is loaded.
        const std::string_view member = module.name(i.other);
        if (!member.empty())
          import(fmt::format("{}{}{}", specifier, specifier.ends_with('.') ? "" : ".", member));
        for (size_t dot = specifier.find('.', 1); dot != std::string_view::npos;
             dot = specifier.find('.', dot + 1))
          import(specifier.substr(0, dot));
      }
    }
    for (const ir::Export& e : module.exports) {
      if (e.from != 0) import(module.name(e.from));
    }
  }
  std::vector<std::vector<uint32_t>> out;
  std::unordered_map<uint32_t, size_t> place;
  for (uint32_t f = 0; f < count; ++f) {
    const auto [found, is_new] = place.try_emplace(root(f), out.size());
    if (is_new) out.emplace_back();
    out[found->second].push_back(f);
  }
  files.swap(whole.files_);
  return out;
}

bool is_project_file(std::string_view path) {
  const size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return name == "package.json" || name == "go.mod" || name == "jsconfig.json" ||
         (name.starts_with("tsconfig") && name.ends_with(".json"));
}

Projects::Projects(const std::vector<ProjectFile>& files) {
  std::vector<std::pair<std::string, nlohmann::json>> configs;
  for (const ProjectFile& file : files) {
    const std::string folder = folder_of(file.path);
    const std::string name = file.path.substr(folder.empty() ? 0 : folder.size() + 1);
    if (name == "go.mod") {
      if (std::string module = module_of(file.text); !module.empty())
        go_modules_.emplace_back(std::move(module), folder);
      continue;
    }
    const nlohmann::json json = parse_loosely(file.text);
    if (!json.is_object()) continue;
    if (name == "package.json") {
      ScriptPackage package;
      package.folder = folder;
      if (const auto found = json.find("name"); found != json.end() && found->is_string())
        package.name = found->get<std::string>();
      for (const char* field : {"source", "module", "main"}) {
        if (const auto found = json.find(field); found != json.end() && found->is_string())
          package.exports.emplace_back(".", found->get<std::string>());
      }
      const auto add = [&](const char* field, auto& to) {
        const auto found = json.find(field);
        if (found == json.end()) return;
        const bool has_paths =
            found->is_object() && !found->empty() &&
            (found->begin().key().starts_with('.') || found->begin().key().starts_with('#'));
        if (!has_paths) {
          if (const std::string target = target_of(*found); !target.empty()) to.emplace_back(".", target);
          return;
        }
        for (const auto& [path, value] : found->items()) {
          if (const std::string target = target_of(value); !target.empty()) to.emplace_back(path, target);
        }
      };
      add("exports", package.exports);
      add("imports", package.imports);
      packages_.push_back(std::move(package));
    } else {
      configs.emplace_back(file.path, json);
    }
  }
  read_script_paths(configs);
  // The nearest folder first.
  const auto deeper = [](const auto& a, const auto& b) { return a.folder.size() > b.folder.size(); };
  std::stable_sort(script_paths_.begin(), script_paths_.end(), deeper);
  std::stable_sort(packages_.begin(), packages_.end(), deeper);
  std::stable_sort(go_modules_.begin(), go_modules_.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

// tsconfig.json: what one does not say it has from those that it extends, the last of them first.
void Projects::read_script_paths(const std::vector<std::pair<std::string, nlohmann::json>>& configs) {
  std::unordered_map<std::string, const nlohmann::json*> by_path;
  for (const auto& [path, json] : configs) by_path.emplace(path, &json);
  // The path of what is extended: a file beside it, or of a package of the scan.
  const auto extended = [&](const std::string& folder, const std::string& name) -> std::string {
    std::vector<std::string> places;
    if (name.starts_with('.')) {
      places.push_back(normal(join_path(folder, name)).value_or(""));
    } else {
      for (const ScriptPackage& package : packages_) {
        if (!package.name.empty() && name.starts_with(package.name + "/"))
          places.push_back(join_path(package.folder, name.substr(package.name.size() + 1)));
      }
    }
    for (const std::string& place : places) {
      for (const char* end : {"", ".json", "/tsconfig.json"}) {
        if (by_path.contains(place + end)) return place + end;
      }
    }
    return {};
  };
  const std::function<void(ScriptPaths&, const std::string&, int)> inherit = [&](ScriptPaths& paths,
                                                                                 const std::string& path,
                                                                                 int depth) {
    const nlohmann::json& json = *by_path[path];
    const std::string folder = folder_of(path);
    if (const auto options = json.find("compilerOptions"); options != json.end() && options->is_object()) {
      const auto base = options->find("baseUrl");
      const bool has_base = base != options->end() && base->is_string();
      const std::string own =
          has_base ? normal(join_path(folder, base->get<std::string>())).value_or(folder) : folder;
      if (const auto table = options->find("paths");
          paths.paths.empty() && table != options->end() && table->is_object()) {
        for (const auto& [pattern, targets] : table->items()) {
          if (!targets.is_array()) continue;
          std::vector<std::string> texts;
          for (const auto& target : targets) {
            if (target.is_string()) texts.push_back(target.get<std::string>());
          }
          paths.paths.emplace_back(pattern, std::move(texts));
        }
        paths.paths_base = own;
      }
      if (has_base && !paths.has_base) {
        paths.has_base = true;
        paths.base = own;
      }
    }
    const auto parents = json.find("extends");
    if (parents == json.end() || depth > 8) return;
    const nlohmann::json list = parents->is_array() ? *parents : nlohmann::json::array({*parents});
    for (size_t i = list.size(); i-- > 0;) {
      if (!list[i].is_string()) continue;
      if (const std::string parent = extended(folder, list[i].get<std::string>()); !parent.empty())
        inherit(paths, parent, depth + 1);
    }
  };
  for (const auto& [path, json] : configs) {
    ScriptPaths paths;
    paths.folder = folder_of(path);
    inherit(paths, path, 0);
    if (paths.has_base || !paths.paths.empty()) script_paths_.push_back(std::move(paths));
  }
}

void Program::link_units() {
  for (uint32_t f = 0; f < files_.size(); ++f) {
    ProgramFile& file = files_[f];
    file_by_path_[file.path] = f;
    if (file.module.language == Language::kGo) {
      const std::string package =
          folder_of(file.path) + ":" + std::string(file.module.name(file.module.package));
      const auto [place, is_new] = go_packages_.try_emplace(package, static_cast<uint32_t>(units_.size()));
      if (is_new) units_.emplace_back();
      file.unit = place->second;
      // An import names the folder; its tests may be a package of their own.
      if (!std::string_view(package).ends_with("_test"))
        go_packages_.try_emplace(folder_of(file.path), file.unit);
    } else {
      file.unit = static_cast<uint32_t>(units_.size());
      units_.emplace_back();
    }
    units_[file.unit].push_back(f);
  }
}

void Program::link_names() {
  stars_.resize(units_.size());
  for (ProgramFile& file : files_) {
    file.atoms.reserve(file.module.names.size());
    for (const std::string& name : file.module.names) file.atoms.push_back(atoms_.of(name));
  }
  for (uint32_t f = 0; f < files_.size(); ++f) {
    const ProgramFile& file = files_[f];
    const ir::Module& module = file.module;
    for (ir::VariableId v = 0; v < module.variables.size(); ++v) {
      const ir::Variable& variable = module.variables[v];
      if (!variable.is_module_level || variable.name == 0) continue;
      variables_.try_emplace(key(file.unit, file.atom(variable.name)), Place{f, v});
      file_variables_.try_emplace(key(f, file.atom(variable.name)), v);
    }
    for (const ir::Export& entry : module.exports) {
      if (module.name(entry.name) == "*")
        stars_[file.unit].push_back(&entry);
      else
        exports_[key(file.unit, file.atom(entry.name))] = {f, &entry};
    }
    star_imports_.emplace_back();
    if (!is_script(module.language)) {
      for (const ir::Instruction& i : module.functions.front().code) {
        if (i.op == ir::Op::kImport && module.name(i.other) == "*")
          star_imports_.back().push_back(module.name(i.name));
      }
    }
    class_base_.push_back(static_cast<uint32_t>(classes_.size()));
    for (ir::ClassId c = 0; c < module.classes.size(); ++c) {
      class_names_.try_emplace(key(file.unit, file.atom(module.classes[c].name)), ClassRef{f, c});
      classes_.push_back({f, c});
    }
  }
  for (uint32_t f = 0; f < files_.size(); ++f) {
    const ProgramFile& file = files_[f];
    for (ir::FunctionId i = 0; i < file.module.functions.size(); ++i) {
      const ir::Function& function = file.module.functions[i];
      ClassRef owner{f, function.owner};
      if (function.receiver != 0) {
        const auto found = find_class(file.unit, file.atom(function.receiver));
        if (!found) continue;
        owner = *found;
      } else if (function.owner == ir::kNone) {
        continue;
      }
      const Atom name = file.atom(function.name);
      methods_.try_emplace(key(class_base_[owner.file] + owner.id, name), FunctionRef{f, i});
      methods_by_name_[name].push_back({f, i});
    }
  }
}

std::optional<Program::Place> Program::find_variable(uint32_t unit, Atom name) const {
  const auto found = variables_.find(key(unit, name));
  return found == variables_.end() ? std::nullopt : std::optional(found->second);
}

ir::VariableId Program::find_in_file(uint32_t file, Atom name) const {
  const auto found = file_variables_.find(key(file, name));
  return found == file_variables_.end() ? ir::kNone : found->second;
}

std::optional<Program::Exported> Program::find_export(uint32_t unit, Atom name) const {
  const auto found = exports_.find(key(unit, name));
  return found == exports_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Program::ClassRef> Program::find_class(uint32_t unit, Atom name) const {
  const auto found = class_names_.find(key(unit, name));
  return found == class_names_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Program::FunctionRef> Program::find_method(ClassRef owner, Atom name,
                                                         bool is_static_too) const {
  const auto found = methods_.find(key(class_base_[owner.file] + owner.id, name));
  if (found == methods_.end()) return std::nullopt;
  if (!is_static_too && files_[found->second.file].module.functions[found->second.id].is_static)
    return std::nullopt;
  return found->second;
}

const std::vector<Program::FunctionRef>& Program::methods_named(Atom name) const {
  static const std::vector<FunctionRef> kNoFunctions;
  const auto found = methods_by_name_.find(name);
  return found == methods_by_name_.end() ? kNoFunctions : found->second;
}

std::optional<uint32_t> Program::unit_at(const std::string& path) const {
  const auto found = file_by_path_.find(path);
  return found == file_by_path_.end() ? std::nullopt : std::optional(files_[found->second].unit);
}

std::optional<Imported> Program::resolve(uint32_t from, std::string_view specifier) {
  const Language language = files_[from].module.language;
  const bool go = language == Language::kGo;
  std::string memo = (go ? "go" : folder_of(files_[from].path)) + "\n" + std::string(specifier);
  if (is_script(language)) memo += "\n";
  if (const auto found = resolved_.find(memo); found != resolved_.end()) return found->second;
  std::optional<Imported> out;
  if (go) {
    out = resolve_go(specifier);
  } else if (language == Language::kPython) {
    out = resolve_python(from, specifier);
  } else {
    out = resolve_script(from, specifier);
  }
  if (out && out->unit == kNone) out->outside = atoms_.text(atoms_.of(out->outside));
  resolved_.emplace(std::move(memo), out);
  return out;
}

std::optional<uint32_t> Program::find_python(const std::string& base) const {
  if (const auto unit = unit_at(base + ".py")) return unit;
  return unit_at(base + "/__init__.py");
}

std::optional<Imported> Program::resolve_python(uint32_t from, std::string_view specifier) {
  std::string folder = folder_of(files_[from].path);
  size_t dots = 0;
  while (dots < specifier.size() && specifier[dots] == '.') ++dots;
  std::string path(specifier.substr(dots));
  std::replace(path.begin(), path.end(), '.', '/');
  if (dots > 0) {
    for (size_t i = 1; i < dots; ++i) {
      if (folder.empty()) return std::nullopt;
      folder = folder_of(folder);
    }
    const std::string base = path.empty() ? folder : join_path(folder, path);
    if (const auto unit = path.empty() ? unit_at(join_path(base, "__init__.py")) : find_python(base))
      return Imported{*unit, {}};
    return std::nullopt;
  }
  // From the file's own folder upward, as a program that runs there or an installed `src` would find it.
  for (;;) {
    if (const auto unit = find_python(join_path(folder, path))) return Imported{*unit, {}};
    if (const auto unit = find_python(join_path(join_path(folder, "src"), path))) return Imported{*unit, {}};
    if (folder.empty() || folder == "/") break;
    folder = folder_of(folder);
  }
  return Imported{kNone, specifier};
}

std::optional<uint32_t> Program::find_submodule(uint32_t unit, std::string_view name) {
  const std::string& path = files_[units_[unit].front()].path;
  if (!path.ends_with("__init__.py")) return std::nullopt;
  return find_python(join_path(folder_of(path), name));
}

std::optional<uint32_t> Program::find_script(const std::string& base) const {
  // A compiled path that a source file stands for: "./x.js" means x.ts where there is one.
  std::string stem = base;
  for (const std::string_view end : {".js", ".jsx", ".mjs", ".cjs", ".d.ts"}) {
    if (base.ends_with(end)) {
      stem = base.substr(0, base.size() - end.size());
      break;
    }
  }
  if (stem != base) {
    for (const char* end : {".ts", ".tsx", ".mts", ".cts"}) {
      if (const auto unit = unit_at(stem + end)) return unit;
    }
  }
  if (const auto unit = unit_at(base)) return unit;
  for (const char* end : {".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", "/index.ts",
                          "/index.tsx", "/index.js", "/index.mjs", "/index.cjs", "/index.mts"}) {
    if (const auto unit = unit_at(base + end)) return unit;
  }
  return std::nullopt;
}

std::optional<Imported> Program::resolve_script(uint32_t from, std::string_view specifier) {
  const std::string folder = folder_of(files_[from].path);
  if (specifier.starts_with('.') || specifier.starts_with('/')) {
    const auto path = specifier.starts_with('/') ? std::optional(std::string(specifier))
                                                 : normal(join_path(folder, specifier));
    if (path) {
      if (const auto unit = find_script(*path)) return Imported{*unit, {}};
    }
    return std::nullopt;
  }
  const auto is_below = [&](const std::string& above) {
    return above.empty() || folder == above || folder.starts_with(above + "/");
  };
  // What a pattern with one "*" leaves of the specifier.
  const auto rest_of = [&](std::string_view pattern) -> std::optional<std::string> {
    const size_t star = pattern.find('*');
    if (star == std::string_view::npos)
      return pattern == specifier ? std::optional(std::string()) : std::nullopt;
    const std::string_view head = pattern.substr(0, star);
    const std::string_view tail = pattern.substr(star + 1);
    if (specifier.size() < head.size() + tail.size() || !specifier.starts_with(head) ||
        !specifier.ends_with(tail))
      return std::nullopt;
    return std::string(specifier.substr(head.size(), specifier.size() - head.size() - tail.size()));
  };
  const auto filled = [](std::string target, const std::string& rest) {
    if (const size_t star = target.find('*'); star != std::string::npos) target.replace(star, 1, rest);
    return target;
  };
  for (const Projects::ScriptPaths& paths : projects_->script_paths_) {
    if (!is_below(paths.folder)) continue;
    for (const auto& [pattern, targets] : paths.paths) {
      const auto rest = rest_of(pattern);
      if (!rest) continue;
      for (const std::string& target : targets) {
        const auto path = normal(join_path(paths.paths_base, filled(target, *rest)));
        if (!path) continue;
        if (const auto unit = find_script(*path)) return Imported{*unit, {}};
      }
    }
    if (paths.has_base) {
      if (const auto unit = find_script(join_path(paths.base, specifier))) return Imported{*unit, {}};
    }
  }
  const auto in_package = [&](const Projects::ScriptPackage& package,
                              std::string_view target) -> std::optional<uint32_t> {
    const auto path = normal(join_path(package.folder, target));
    if (!path) return std::nullopt;
    if (const auto unit = find_script(*path)) return unit;
    // The target is built; its source usually stands under src.
    for (const std::string_view built : {"dist/", "build/", "lib/", "out/", "dist/src/", "build/src/"}) {
      std::string_view inside(*path);
      if (!package.folder.empty()) inside.remove_prefix(package.folder.size() + 1);
      if (!inside.starts_with(built)) continue;
      inside.remove_prefix(built.size());
      if (const auto unit = find_script(join_path(package.folder, "src/" + std::string(inside)))) return unit;
      if (const auto unit = find_script(join_path(package.folder, inside))) return unit;
    }
    return std::nullopt;
  };
  for (const Projects::ScriptPackage& package : projects_->packages_) {
    if (specifier.starts_with('#') && is_below(package.folder)) {
      for (const auto& [pattern, target] : package.imports) {
        if (const auto rest = rest_of(pattern)) {
          if (const auto unit = in_package(package, filled(target, *rest))) return Imported{*unit, {}};
        }
      }
    }
    if (package.name.empty()) continue;
    if (specifier != package.name && !specifier.starts_with(package.name + "/")) continue;
    const std::string sub = "." + std::string(specifier.substr(package.name.size()));
    for (const auto& [pattern, target] : package.exports) {
      const size_t star = pattern.find('*');
      std::string rest;
      if (star == std::string::npos) {
        if (pattern != sub) continue;
      } else if (sub.starts_with(pattern.substr(0, star))) {
        rest = sub.substr(star);
      } else {
        continue;
      }
      if (const auto unit = in_package(package, filled(target, rest))) return Imported{*unit, {}};
    }
    if (const auto unit = in_package(package, sub == "." ? "src/index.ts" : sub)) return Imported{*unit, {}};
    if (sub == ".") {
      if (const auto unit = in_package(package, "index")) return Imported{*unit, {}};
    }
  }
  return Imported{kNone, specifier};
}

std::optional<Imported> Program::resolve_go(std::string_view specifier) {
  for (const auto& [module, folder] : projects_->go_modules_) {
    if (specifier != module && !specifier.starts_with(module + "/")) continue;
    std::string path = folder;
    if (specifier.size() > module.size()) path = join_path(folder, specifier.substr(module.size() + 1));
    if (const auto found = go_packages_.find(path); found != go_packages_.end())
      return Imported{found->second, {}};
  }
  return Imported{kNone, specifier};
}

}  // namespace sentinel::flow
