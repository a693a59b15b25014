#pragma once

#include <cstdint>
#include <string_view>

namespace sentinel {

// What a file is written in, as far as rules and the highlighter care.
enum class Language : uint8_t {
  kOther,
  kPython,
  kJavaScript,
  kTypeScript,
  kTsx,
  kGo,
  kJson,
  kYaml,
  kToml,
  kMarkdown,
  kHtml,
  kShell,
  kDockerfile,
  kIni,  // .ini, .cfg, .conf, .npmrc, .pypirc, .editorconfig
  kEnv,  // .env and its kin
  kXml,
  kCss,
  kSql,
  kText,
};

std::string_view name_of(Language language);  // "python", "javascript", ...; as rules write it

// By file name alone; the content is asked only for a `#!` line, where the name says nothing.
Language language_of(std::string_view path, std::string_view first_bytes = {});

// Programming languages and configuration: a file that must not be left out unsaid.
bool is_source_or_configuration(Language language);

}  // namespace sentinel
