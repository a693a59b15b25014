#include "source/language.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace sentinel {
namespace {

struct Row {
  std::string_view name;
  Language language;
};

constexpr bool by_name(const Row& a, const Row& b) { return a.name < b.name; }

// Whole file names, lower case, sorted.
constexpr std::array kNames = {
    Row{".babelrc", Language::kJson},
    Row{".bash_profile", Language::kShell},
    Row{".bashrc", Language::kShell},
    Row{".clinerules", Language::kMarkdown},
    Row{".cursorrules", Language::kMarkdown},
    Row{".editorconfig", Language::kIni},
    Row{".env", Language::kEnv},
    Row{".envrc", Language::kShell},
    Row{".eslintrc", Language::kJson},
    Row{".flake8", Language::kIni},
    Row{".flaskenv", Language::kEnv},
    Row{".gitconfig", Language::kIni},
    Row{".gitmodules", Language::kIni},
    Row{".netrc", Language::kIni},
    Row{".npmrc", Language::kIni},
    Row{".prettierrc", Language::kJson},
    Row{".profile", Language::kShell},
    Row{".pypirc", Language::kIni},
    Row{".windsurfrules", Language::kMarkdown},
    Row{".yarnrc", Language::kIni},
    Row{".zshrc", Language::kShell},
    Row{"authors", Language::kText},
    Row{"bun.lock", Language::kJson},
    Row{"cargo.lock", Language::kToml},
    Row{"changelog", Language::kText},
    Row{"containerfile", Language::kDockerfile},
    Row{"copying", Language::kText},
    Row{"dockerfile", Language::kDockerfile},
    Row{"license", Language::kText},
    Row{"notice", Language::kText},
    Row{"pipfile", Language::kToml},
    Row{"pipfile.lock", Language::kJson},
    Row{"poetry.lock", Language::kToml},
    Row{"readme", Language::kText},
    Row{"uv.lock", Language::kToml},
};
static_assert(std::ranges::is_sorted(kNames, by_name));

// What follows the last dot, lower case, sorted.
constexpr std::array kExtensions = {
    Row{"adoc", Language::kText},
    Row{"bash", Language::kShell},
    Row{"cfg", Language::kIni},
    Row{"cjs", Language::kJavaScript},
    Row{"conf", Language::kIni},
    Row{"csproj", Language::kXml},
    Row{"css", Language::kCss},
    Row{"csv", Language::kText},
    Row{"cts", Language::kTypeScript},
    Row{"dockerfile", Language::kDockerfile},
    Row{"env", Language::kEnv},
    Row{"fish", Language::kShell},
    Row{"go", Language::kGo},
    Row{"htm", Language::kHtml},
    Row{"html", Language::kHtml},
    Row{"ini", Language::kIni},
    Row{"ipynb", Language::kJson},
    Row{"js", Language::kJavaScript},
    Row{"json", Language::kJson},
    Row{"json5", Language::kJson},
    Row{"jsonc", Language::kJson},
    Row{"jsonl", Language::kJson},
    Row{"jsx", Language::kJavaScript},
    Row{"ksh", Language::kShell},
    Row{"less", Language::kCss},
    Row{"log", Language::kText},
    Row{"markdown", Language::kMarkdown},
    Row{"md", Language::kMarkdown},
    Row{"mdc", Language::kMarkdown},
    Row{"mdx", Language::kMarkdown},
    Row{"mjs", Language::kJavaScript},
    Row{"mts", Language::kTypeScript},
    Row{"properties", Language::kIni},
    Row{"py", Language::kPython},
    Row{"pyi", Language::kPython},
    Row{"pyw", Language::kPython},
    Row{"rst", Language::kText},
    Row{"sass", Language::kCss},
    Row{"scss", Language::kCss},
    Row{"service", Language::kIni},
    Row{"sh", Language::kShell},
    Row{"sql", Language::kSql},
    Row{"svelte", Language::kHtml},
    Row{"svg", Language::kXml},
    Row{"text", Language::kText},
    Row{"toml", Language::kToml},
    Row{"ts", Language::kTypeScript},
    Row{"tsv", Language::kText},
    Row{"tsx", Language::kTsx},
    Row{"txt", Language::kText},
    Row{"vue", Language::kHtml},
    Row{"webmanifest", Language::kJson},
    Row{"xhtml", Language::kHtml},
    Row{"xml", Language::kXml},
    Row{"xsd", Language::kXml},
    Row{"xsl", Language::kXml},
    Row{"yaml", Language::kYaml},
    Row{"yml", Language::kYaml},
    Row{"zsh", Language::kShell},
};
static_assert(std::ranges::is_sorted(kExtensions, by_name));

template <size_t N>
Language look_up(const std::array<Row, N>& rows, std::string_view name) {
  auto row = std::ranges::lower_bound(rows, name, {}, &Row::name);
  return row != rows.end() && row->name == name ? row->language : Language::kOther;
}

Language language_of_name(std::string_view path) {
  const std::string_view written = path.substr(path.rfind('/') + 1);
  if (written.size() > 255) return Language::kOther;
  const std::string name = to_lower(written);
  if (const Language language = look_up(kNames, name); language != Language::kOther) return language;
  // Made for a stage, a machine or a person: ".env.production", "Dockerfile.dev".
  if (name.starts_with(".env.")) return Language::kEnv;
  if (name.starts_with("dockerfile.") || name.starts_with("containerfile.")) return Language::kDockerfile;
  const size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0) return Language::kOther;
  return look_up(kExtensions, std::string_view(name).substr(dot + 1));
}

Language language_of_interpreter(std::string_view program) {
  for (const std::string_view prefix : {"python", "pypy", "uv"}) {
    if (program.starts_with(prefix)) return Language::kPython;
  }
  for (const std::string_view name : {"node", "nodejs", "bun"}) {
    if (program == name) return Language::kJavaScript;
  }
  for (const std::string_view name : {"deno", "ts-node", "tsx"}) {
    if (program == name) return Language::kTypeScript;
  }
  for (const std::string_view name : {"sh", "bash", "dash", "ash", "zsh", "ksh", "fish"}) {
    if (program == name) return Language::kShell;
  }
  return Language::kOther;
}

// "#!/usr/bin/env -S PATH=/x python3 -u" names python3.
Language language_of_first_line(std::string_view text) {
  if (!text.starts_with("#!")) return Language::kOther;
  const std::string_view line = text.substr(2, std::min<size_t>(text.find_first_of("\r\n"), 256) - 2);
  bool after_env = false;
  for (const std::string_view word : split(line, ' ')) {
    if (word.empty()) continue;
    if (after_env && (word.starts_with('-') || word.contains('='))) continue;
    const std::string_view program = word.substr(word.rfind('/') + 1);
    if (program != "env" || after_env) return language_of_interpreter(program);
    after_env = true;
  }
  return Language::kOther;
}

}  // namespace

std::string_view name_of(Language language) {
  switch (language) {
    case Language::kOther:
      return "other";
    case Language::kPython:
      return "python";
    case Language::kJavaScript:
      return "javascript";
    case Language::kTypeScript:
      return "typescript";
    case Language::kTsx:
      return "tsx";
    case Language::kGo:
      return "go";
    case Language::kJson:
      return "json";
    case Language::kYaml:
      return "yaml";
    case Language::kToml:
      return "toml";
    case Language::kMarkdown:
      return "markdown";
    case Language::kHtml:
      return "html";
    case Language::kShell:
      return "shell";
    case Language::kDockerfile:
      return "dockerfile";
    case Language::kIni:
      return "ini";
    case Language::kEnv:
      return "env";
    case Language::kXml:
      return "xml";
    case Language::kCss:
      return "css";
    case Language::kSql:
      return "sql";
    case Language::kText:
      return "text";
  }
  return "other";
}

Language language_of(std::string_view path, std::string_view first_bytes) {
  const Language language = language_of_name(path);
  return language == Language::kOther ? language_of_first_line(first_bytes) : language;
}

bool is_source_or_configuration(Language language) {
  switch (language) {
    case Language::kPython:
    case Language::kJavaScript:
    case Language::kTypeScript:
    case Language::kTsx:
    case Language::kGo:
    case Language::kShell:
    case Language::kSql:
    case Language::kDockerfile:
    case Language::kJson:
    case Language::kYaml:
    case Language::kToml:
    case Language::kIni:
    case Language::kEnv:
      return true;
    case Language::kOther:
    case Language::kMarkdown:
    case Language::kHtml:
    case Language::kXml:
    case Language::kCss:
    case Language::kText:
      return false;
  }
  return false;
}

}  // namespace sentinel
