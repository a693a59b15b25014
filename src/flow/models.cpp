#include "flow/models.h"

#include <algorithm>

namespace sentinel::flow {
namespace {

SourceKind kind_of(std::string_view name) {
  for (const auto& [text, kind] : {std::pair<std::string_view, SourceKind>{"tool", SourceKind::kTool},
                                   {"resource", SourceKind::kResource},
                                   {"prompt", SourceKind::kPrompt},
                                   {"http", SourceKind::kHttp},
                                   {"client", SourceKind::kClient},
                                   {"response", SourceKind::kResponse},
                                   {"file", SourceKind::kFile},
                                   {"environment", SourceKind::kEnvironment},
                                   {"archive", SourceKind::kArchive},
                                   {"argv", SourceKind::kArgv}}) {
    if (text == name) return kind;
  }
  return SourceKind::kHttp;
}

Dangers dangers_of(const std::vector<std::string>& names) {
  Dangers out = 0;
  for (const std::string& name : names) out |= danger_named(name).value_or(0);
  // A path that is safe can neither climb nor be absolute.
  if ((out & kPath) != 0) out |= kClimbs | kAbsolute;
  return out;
}

// What was checked when the rules were loaded parses.
template <typename Use>
void each_pattern(std::string_view text, const Use& use) {
  const auto texts = expand_flow_pattern(text);
  if (!texts) return;
  for (const std::string& one : *texts) {
    auto pattern = parse_flow_pattern(one);
    if (pattern) use(std::move(*pattern));
  }
}

}  // namespace

bool is_local(SourceKind kind) {
  return kind == SourceKind::kFile || kind == SourceKind::kEnvironment || kind == SourceKind::kArgv;
}

std::string_view name_of(SourceKind kind) {
  switch (kind) {
    case SourceKind::kTool:
      return "tool";
    case SourceKind::kResource:
      return "resource";
    case SourceKind::kPrompt:
      return "prompt";
    case SourceKind::kHttp:
      return "http";
    case SourceKind::kClient:
      return "client";
    case SourceKind::kResponse:
      return "response";
    case SourceKind::kFile:
      return "file";
    case SourceKind::kEnvironment:
      return "environment";
    case SourceKind::kArchive:
      return "archive";
    case SourceKind::kArgv:
      return "argv";
  }
  return {};
}

const NameModel* LanguageModels::find(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? nullptr : &found->second;
}

const NameModel* LanguageModels::find_method(std::string_view name) const {
  const auto found = methods_.find(name);
  return found == methods_.end() ? nullptr : &found->second;
}

std::string LanguageModels::canonical_module(std::string_view module) const {
  for (const auto& [from, to] : modules_) {
    if (from.ends_with('*')) {
      const std::string_view head = std::string_view(from).substr(0, from.size() - 1);
      if (module.starts_with(head)) {
        if (to.ends_with('*')) return to.substr(0, to.size() - 1) + std::string(module.substr(head.size()));
        return to;
      }
    } else if (from == module) {
      return to;
    }
  }
  return std::string(module);
}

Models::Models(const RuleSet& rules, const std::vector<char>& is_on) {
  const auto models_of = [&](std::string_view language) -> LanguageModels& {
    if (language == "python") return python_;
    return language == "go" ? go_ : javascript_;
  };
  const auto at = [](LanguageModels& models, const FlowPattern& pattern) -> NameModel& {
    return pattern.any_receiver ? models.methods_[pattern.name] : models.names_[pattern.name];
  };
  for (uint32_t r = 0; r < rules.rules().size(); ++r) {
    const Rule& rule = rules.rules()[r];
    const auto danger = danger_named(rule.flow.danger);
    if (!danger || (r < is_on.size() && is_on[r] == 0)) continue;
    for (const FlowSink& sink : rule.flow.sinks) {
      LanguageModels& models = models_of(sink.language);
      each_pattern(sink.pattern, [&](FlowPattern pattern) {
        SinkModel model;
        model.danger = static_cast<Danger>(*danger);
        model.rule = r;
        model.reaches = sink.reaches.empty() ? rule.flow.reaches : sink.reaches;
        model.markup = sink.markup;
        model.confidence = sink.confidence > 0 ? sink.confidence : rule.confidence;
        NameModel& name = at(models, pattern);
        const bool is_assignment = pattern.kind == FlowPattern::Kind::kAssignment;
        model.pattern = std::move(pattern);
        (is_assignment ? name.assigned : name.sinks).push_back(std::move(model));
      });
    }
  }
  for (const FlowModel& model : rules.models()) {
    LanguageModels& models = models_of(model.language);
    for (const auto& entry : model.modules) models.modules_.push_back(entry);
    for (const std::string& text : model.types) {
      each_pattern(text, [&](const FlowPattern& pattern) {
        NameModel& name = at(models, pattern);
        name.result = pattern.result;
        name.is_value = pattern.kind == FlowPattern::Kind::kValue;
      });
    }
    for (const FlowSource& source : model.sources) {
      for (const std::string& text : source.values) {
        each_pattern(text, [&](FlowPattern pattern) {
          NameModel& name = at(models, pattern);
          name.sources.push_back({std::move(pattern), kind_of(source.kind), dangers_of(source.clears)});
        });
      }
    }
    for (const FlowSanitizer& sanitizer : model.sanitizers) {
      for (const std::string& text : sanitizer.calls) {
        each_pattern(text, [&](FlowPattern pattern) {
          NameModel& name = at(models, pattern);
          name.sanitizers.push_back({std::move(pattern), dangers_of(sanitizer.clears), true, false});
        });
      }
    }
    for (const FlowGuard& guard : model.guards) {
      for (const std::string& text : guard.calls) {
        each_pattern(text, [&](FlowPattern pattern) {
          NameModel& name = at(models, pattern);
          name.guards.push_back({std::move(pattern), dangers_of(guard.clears), guard.when, guard.resolved});
        });
      }
    }
    for (const std::string& text : model.propagators) {
      each_pattern(text, [&](FlowPattern pattern) {
        NameModel& name = at(models, pattern);
        name.propagators.push_back(std::move(pattern));
      });
    }
    for (const std::string& text : model.resolvers) {
      each_pattern(text, [&](FlowPattern pattern) {
        NameModel& name = at(models, pattern);
        name.resolvers.push_back(std::move(pattern));
      });
    }
    for (const FlowEntry& entry : model.entries) {
      each_pattern(entry.call, [&](FlowPattern pattern) {
        NameModel& name = at(models, pattern);
        name.entries.push_back({std::move(pattern), kind_of(entry.kind), &entry});
      });
    }
  }
  // The longest prefix decides.
  for (LanguageModels* models : {&python_, &javascript_, &go_}) {
    std::stable_sort(models->modules_.begin(), models->modules_.end(), [](const auto& a, const auto& b) {
      return a.first.ends_with('*') != b.first.ends_with('*') ? !a.first.ends_with('*')
                                                              : a.first.size() > b.first.size();
    });
  }
}

const LanguageModels& Models::of(Language language) const {
  if (language == Language::kPython) return python_;
  return language == Language::kGo ? go_ : javascript_;
}

}  // namespace sentinel::flow
