// From a program to the flows in it: where text from outside reaches a call that does harm.
//
// The functions of a program are run on abstract values (flow/value.h), from its entry points: the top level
// of every file, the handlers that it registers, then every function that nothing called. What a call does is
// kept by the function and the shape of what it was given (which arguments are tainted and how, which are
// functions, which constants matter), with the callers' origins replaced by placeholders: so a helper that
// forty tools use is run once. What crosses functions otherwise (module variables, captured variables,
// fields of classes) is kept in cells that only grow; rounds over the program go on until no cell changes.
//
// Each bound that was reached is told in Flows::bounds: the analysis is then incomplete there.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "flow/models.h"
#include "flow/program.h"

namespace sentinel::flow {

struct FlowLimits {
  int most_depth = 32;     // calls in calls
  int most_contexts = 12;  // shapes of arguments of one function
  int most_rounds = 4;
  // Instructions run, and what else takes time: states joined, findings carried to callers. A root may use an
  // eighth of what is left, so that none starves those after it.
  uint64_t most_steps = 20'000'000;
};

// One place on the way of a value.
struct FlowStep {
  enum class Kind {
    kSource,
    kAssigned,
    kPassed,
    kReturned,
    kStored,
    kMarkup,  // becomes part of text with markup
    kSink
  };
  Kind kind = Kind::kSource;
  uint32_t file = 0;
  Span span;
  std::string text;  // "`cmd` of `run()`"
};

// A test on the way that does not keep out what it seems to.
struct WrongGuard {
  uint32_t file = 0;
  Span span;
  std::string_view why;  // "only the scheme is tested, not the host"
  friend bool operator==(const WrongGuard&, const WrongGuard&) = default;
};

struct Flow {
  const SinkModel* sink = nullptr;
  std::string sink_name;  // as the code writes it: "execSync"
  uint32_t file = 0;
  Span span;  // the call that has to be mended: of the sink, or of a wrapper around it that takes text whole
  SourceKind source = SourceKind::kTool;
  std::string handler;    // "git_checkout"; empty when it has no name
  std::string parameter;  // "branch"; of a value that is no parameter what it is: "sys.argv"
  bool is_parameter = false;
  bool is_weak = false;         // through a call that could not be resolved
  std::vector<FlowStep> steps;  // from source to sink
  std::vector<WrongGuard> wrong_guards;
  std::vector<std::pair<uint32_t, Span>> other_sinks;  // file, call: reached on the same way from one place
  size_t other_sources = 0;                            // how many more lead to the same sink
};

struct Bound {
  uint32_t file = 0;
  Span span;
  std::string text;
};

struct CallEdge {
  uint32_t file = 0;
  Span span;
  uint32_t callee_file = 0;
  ir::FunctionId callee = 0;
  friend auto operator<=>(const CallEdge&, const CallEdge&) = default;
};

struct HandlerInfo {
  SourceKind kind = SourceKind::kTool;
  std::string name;
  uint32_t file = 0;
  ir::FunctionId function = 0;
  friend auto operator<=>(const HandlerInfo&, const HandlerInfo&) = default;
};

struct Flows {
  std::vector<Flow> flows;  // sorted by file, span, rule
  std::vector<Bound> bounds;
  std::vector<HandlerInfo> handlers;
  std::vector<CallEdge> calls;  // sorted; only when asked for
  uint64_t steps = 0;
  size_t contexts = 0;
  int rounds = 0;
};

enum class Edges { kLeaveOut, kKeep };

Flows solve(Program& program, const Models& models, const FlowLimits& limits, std::stop_token stop = {},
            Edges edges = Edges::kLeaveOut);

}  // namespace sentinel::flow
