// What a value from outside may still do. A set of these travels with every tainted value; sanitizers and
// guards take members away, a sink asks for one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sentinel::flow {

using Dangers = uint32_t;

enum Danger : Dangers {
  kShell = 1U << 0U,      // text of a shell command
  kOption = 1U << 1U,     // an argument that a program takes for an option: begins with "-"
  kProgram = 1U << 2U,    // which program runs
  kCode = 1U << 3U,       // program text that is evaluated, a module that is loaded
  kTemplate = 1U << 4U,   // text of a template
  kSql = 1U << 5U,        // text of an SQL statement
  kQuery = 1U << 6U,      // an operator of a NoSQL query; text of LDAP, XPath, Cypher, GraphQL queries
  kPath = 1U << 7U,       // which file
  kUrl = 1U << 8U,        // which host a request goes to
  kHtml = 1U << 9U,       // markup in a page
  kHeader = 1U << 10U,    // line breaks in a header
  kLog = 1U << 11U,       // line breaks in a log
  kRegex = 1U << 12U,     // a pattern, or the text for a slow one
  kObject = 1U << 13U,    // bytes that are deserialised to objects, keys that are set on objects
  kXml = 1U << 14U,       // a document with entities
  kPrompt = 1U << 15U,    // text that a model reads
  kRedirect = 1U << 16U,  // where a browser is sent
  // Of a path alone: what is left to it after half a guard. It is dangerous while it can climb, or be
  // absolute where that matters.
  kClimbs = 1U << 17U,    // may hold ".."
  kAbsolute = 1U << 18U,  // may begin at the root
  kScript = 1U << 19U,    // an address whose scheme is code: "javascript:"
};
inline constexpr Dangers kEveryDanger = (1U << 20U) - 1;
// A number, a UUID, a member of a fixed set: nothing of the above.
inline constexpr Dangers kNoDanger = 0;

struct DangerName {
  Danger danger;
  std::string_view name;
};
inline constexpr std::array<DangerName, 20> kDangerNames{
    {{kShell, "shell"},       {kOption, "option"},   {kProgram, "program"},   {kCode, "code"},
     {kTemplate, "template"}, {kSql, "sql"},         {kQuery, "query"},       {kPath, "path"},
     {kUrl, "url"},           {kHtml, "html"},       {kHeader, "header"},     {kLog, "log"},
     {kRegex, "regex"},       {kObject, "object"},   {kXml, "xml"},           {kPrompt, "prompt"},
     {kRedirect, "redirect"}, {kClimbs, "climbing"}, {kAbsolute, "absolute"}, {kScript, "script"}}};

constexpr std::optional<Dangers> danger_named(std::string_view name) {
  if (name == "all") return kEveryDanger;
  for (const DangerName& entry : kDangerNames) {
    if (entry.name == name) return entry.danger;
  }
  return std::nullopt;
}

}  // namespace sentinel::flow
