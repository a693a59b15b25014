// Rules and models about flow (rules/flow_spec.h), ready to be looked up by the resolved name of a call.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flow/danger.h"
#include "rules/flow_pattern.h"
#include "rules/rule_set.h"
#include "source/language.h"

namespace sentinel::flow {

// What is known of a source, worst first: findings of the weak ones weigh less.
enum class SourceKind : uint8_t {
  kTool,
  kResource,
  kPrompt,
  kHttp,
  kClient,
  kResponse,
  kArchive,  // names and links that whoever packed it chose
  kFile,
  kEnvironment,
  kArgv
};

std::string_view name_of(SourceKind kind);
// Chosen by who runs the program, not by a peer.
bool is_local(SourceKind kind);

struct SinkModel {
  FlowPattern pattern;
  Danger danger = kShell;
  uint32_t rule = 0;    // index into RuleSet::rules()
  std::string reaches;  // "a shell"
  double confidence = 0;
  bool markup = false;  // only where what the program itself wrote there holds a "<"
};

struct ClearModel {  // a sanitizer or a guard
  FlowPattern pattern;
  Dangers clears = 0;
  bool when = true;
  bool only_resolved = false;  // of a path that went through a resolver
};

struct SourceModel {
  FlowPattern pattern;
  SourceKind kind = SourceKind::kHttp;
  Dangers clears = 0;
};

struct EntryModel {
  FlowPattern pattern;
  SourceKind kind = SourceKind::kTool;
  const FlowEntry* entry = nullptr;
};

// All that is said about one name.
struct NameModel {
  std::vector<SinkModel> sinks;
  std::vector<SinkModel> assigned;  // sinks of assignments to it
  std::vector<ClearModel> sanitizers;
  std::vector<ClearModel> guards;
  std::vector<SourceModel> sources;
  std::vector<EntryModel> entries;
  std::vector<FlowPattern> propagators;
  std::vector<FlowPattern> resolvers;
  std::string result;     // type of what the call gives back
  bool is_value = false;  // ... or of the value itself
};

class LanguageModels {
 public:
  const NameModel* find(std::string_view name) const;         // of a resolved name
  const NameModel* find_method(std::string_view name) const;  // of a method of anything
  // The name of a library's module that models use.
  std::string canonical_module(std::string_view module) const;

 private:
  friend class Models;
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, NameModel, Hash, std::equal_to<>> names_;
  std::unordered_map<std::string, NameModel, Hash, std::equal_to<>> methods_;
  std::vector<std::pair<std::string, std::string>> modules_;
};

class Models {
 public:
  // Keeps references to `rules`. `is_on` by rule number: what is off finds nothing.
  Models(const RuleSet& rules, const std::vector<char>& is_on);
  const LanguageModels& of(Language language) const;

  // Words that files with sources or sinks have: without any of them (and imported by none that has) a file
  // need not be parsed.
  const std::vector<std::string>& interesting() const { return interesting_; }

 private:
  LanguageModels python_, javascript_, go_;
  std::vector<std::string> interesting_;
};

}  // namespace sentinel::flow
