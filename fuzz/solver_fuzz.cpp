// Any program at all: the input says what is built, an instruction a byte or two, in up to four files of one
// language. Following its values ends, and what is found is well formed. Behind a line "--" stands a project
// file.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "flow/solver.h"
#include "fuzz.h"
#include "rules/catalog.h"
#include "syntax/builder.h"
#include "syntax/verify.h"

namespace {

using namespace sentinel;

constexpr uint32_t kTextSize = 20'000;  // of each file that is pretended to have been lowered

constexpr std::array<std::string_view, 64> kNames{
    "a",      "b",       "c",        "d",         "self",        "this",       "f",          "g",
    "os",     "system",  "popen",    "path",      "join",        "realpath",   "subprocess", "run",
    "shell",  "open",    "requests", "get",       "tool",        "FastMCP",    "mcp",        "call_tool",
    "exec",   "spawn",   "fs",       "readFile",  "fetch",       "McpServer",  "z",          "string",
    "regex",  "enum",    "object",   "prototype", "default",     "exports",    "name",       "arguments",
    "params", "Command", "Context",  "AddTool",   "append",      "push",       "map",        "then",
    "bind",   "call",    "apply",    "split",     "replace",     "startsWith", "startswith", "includes",
    "match",  "test",    "partial",  "__init__",  "constructor", "emit",       "on",         "length"};

constexpr std::array<std::string_view, 24> kModules{"os",
                                                    "subprocess",
                                                    "mcp.server.fastmcp",
                                                    "functools",
                                                    "requests",
                                                    "pathlib",
                                                    ".",
                                                    ".b",
                                                    "pkg",
                                                    "pkg.b",
                                                    "..",
                                                    "child_process",
                                                    "fs",
                                                    "path",
                                                    "zod",
                                                    "@modelcontextprotocol/sdk/server/mcp.js",
                                                    "./b",
                                                    "./pkg/b.js",
                                                    "#b",
                                                    "x/pkg",
                                                    "os/exec",
                                                    "path/filepath",
                                                    "github.com/mark3labs/mcp-go/server",
                                                    "net/http"};

constexpr std::array<std::string_view, 12> kOperators{"+",      "/", "|",          "==", "!=", "in",
                                                      "not in", "<", "instanceof", "%",  "&",  "??"};

// Reads the input; gives zeros behind its end.
class Bytes {
 public:
  explicit Bytes(std::string_view text) : text_(text) {}
  bool is_empty() const { return at_ >= text_.size(); }
  uint8_t next() { return is_empty() ? 0 : static_cast<uint8_t>(text_[at_++]); }
  std::string_view name() { return kNames[next() % kNames.size()]; }
  std::string_view module() { return kModules[next() % kModules.size()]; }

 private:
  std::string_view text_;
  size_t at_ = 0;
};

// One file. A value may be used where it has been computed on every way: in its own block, or when it is of
// the function's first block, which runs before all others.
class Maker {
 public:
  Maker(Bytes& bytes, Language language) : bytes_(bytes), builder_(language) { open_.push_back({}); }

  ir::Module make() {
    for (int count = 0; count < 600 && !bytes_.is_empty(); ++count) {
      const uint8_t op = bytes_.next();
      if (op == 0xFF) break;  // the next file
      step(op % 40);
    }
    while (open_.size() > 1) end_function();
    close_all();
    return builder_.finish();
  }

 private:
  struct Region {
    ir::BlockId next = 0;             // where its end jumps
    ir::BlockId after = 0;            // where the code goes on
    ir::BlockId handler = ir::kNone;  // what was set before a try
    bool is_try = false;
  };
  struct Function {
    std::vector<ir::ValueId> first;
    std::vector<ir::ValueId> here;
    std::vector<Region> regions;
    bool is_first = true;
    ir::FunctionId id = 0;
  };

  Function& now() { return open_.back(); }
  Span span() {
    if (place_ + 2 < kTextSize) ++place_;
    return {place_, place_ + 1};
  }
  void keep(ir::ValueId value) {
    now().here.push_back(value);
    if (now().is_first) now().first.push_back(value);
  }
  void start(ir::BlockId block) {
    builder_.start(block);
    now().is_first = false;
    now().here = now().first;
  }
  ir::ValueId value() {
    const std::vector<ir::ValueId>& here = now().here;
    if (here.empty()) keep(builder_.string(bytes_.name(), span()));
    // The newest ones are near: a byte counts backward.
    return now().here[now().here.size() - 1 - bytes_.next() % now().here.size()];
  }
  std::vector<ir::Argument> arguments() {
    std::vector<ir::Argument> out;
    const uint8_t count = bytes_.next() % 5;
    for (uint8_t i = 0; i < count; ++i) {
      const uint8_t kind = bytes_.next() % 8;
      if (kind == 5) {
        out.push_back(builder_.named(bytes_.name(), value()));
      } else if (kind == 6) {
        out.push_back(ir::Builder::spread(value()));
      } else if (kind == 7) {
        ir::Argument made = ir::Builder::positional(value());
        made.kind = ir::ArgumentKind::kNamedSpread;
        out.push_back(made);
      } else {
        out.push_back(ir::Builder::positional(value()));
      }
    }
    return out;
  }
  ir::TypeId type() {
    const uint8_t kind = bytes_.next() % 10;
    if (kind < 4) return 0;
    const std::string_view name = bytes_.name();
    const ir::TypeId named = builder_.add_type(ir::TypeKind::kNamed, name);
    if (kind < 7) {
      types_.push_back(named);
      return named;
    }
    const auto outer =
        static_cast<ir::TypeKind>(static_cast<uint8_t>(ir::TypeKind::kNamed) + bytes_.next() % 7);
    types_.push_back(builder_.add_type(
        outer, bytes_.name(), {{builder_.name(name), named}, {0, types_.empty() ? named : types_.back()}}));
    return types_.back();
  }

  void begin_function(bool is_method) {
    const std::string_view name = bytes_.name();
    const ir::FunctionKind kind = !is_method ? ir::FunctionKind::kPlain
                                  : name == "__init__" || name == "constructor"
                                      ? ir::FunctionKind::kConstructor
                                      : ir::FunctionKind::kMethod;
    Function made;
    made.id = builder_.begin_function(name, kind, {place_, kTextSize});
    builder_.function().is_generator = bytes_.next() % 16 == 0;
    if (is_method) {
      const auto owner = static_cast<ir::ClassId>(builder_.module().classes.size() - 1);
      builder_.function().owner = owner;
      builder_.module().classes[owner].methods.push_back(made.id);
      builder_.add_parameter("self", ir::ParameterKind::kReceiver, 0, span());
    }
    open_.push_back(std::move(made));
    const uint8_t count = bytes_.next() % 4;
    for (uint8_t i = 0; i < count; ++i) {
      const uint8_t how = bytes_.next() % 8;
      const auto parameter = how == 7   ? ir::ParameterKind::kNamedRest
                             : how == 6 ? ir::ParameterKind::kRest
                             : how == 5 ? ir::ParameterKind::kKeywordOnly
                                        : ir::ParameterKind::kPlain;
      builder_.add_parameter(bytes_.name(), parameter, type(), span());
    }
  }
  void close_all() {
    while (!now().regions.empty()) end_region();
  }
  void end_function() {
    close_all();
    const ir::FunctionId id = now().id;
    open_.pop_back();
    builder_.end_function();
    keep(builder_.function_value(id, span()));
  }
  void end_region() {
    const Region region = now().regions.back();
    now().regions.pop_back();
    if (region.is_try) {
      builder_.set_handler(region.handler);
      builder_.jump(region.after, span());
      start(region.next);
      builder_.jump(region.after, span());
    } else {
      builder_.jump(region.next, span());
    }
    start(region.after);
  }

  ir::VariableId variable() {
    const std::string_view name = bytes_.name();
    const ir::VariableId found = builder_.find(name);
    return found != ir::kNone ? found : builder_.declare(name, span(), type());
  }

  void step(uint8_t op) {
    switch (op) {
      case 0:
        return keep(builder_.string(bytes_.name(), span()));
      case 1:
        return keep(builder_.null(span()));
      case 2:
        return keep(builder_.number(bytes_.next() % 2 == 0 ? "0" : "7", span()));
      case 3:
        return keep(builder_.boolean(bytes_.next() % 2 == 0, span()));
      case 4:
        return keep(builder_.regex(bytes_.next() % 2 == 0 ? "^[a-z]+$" : "x(", "g", span()));
      case 5: {
        const ir::ValueId a = value();
        const ir::ValueId b = value();
        return keep(builder_.concat({a, b}, span()));
      }
      case 6: {
        const ir::ValueId a = value();
        const ir::ValueId b = value();
        return keep(builder_.binary(kOperators[bytes_.next() % kOperators.size()], a, b, span()));
      }
      case 7: {
        const ir::ValueId a = value();
        const ir::ValueId b = value();
        return keep(builder_.compare(kOperators[bytes_.next() % kOperators.size()], a, b, span()));
      }
      case 8:
        return keep(builder_.unary(bytes_.next() % 2 == 0 ? "*" : "typeof", value(), span()));
      case 9:
      case 10:
      case 11:
        return keep(builder_.load_name(bytes_.name(), span()));
      case 12:
      case 13: {
        const ir::VariableId to = variable();
        builder_.store(to, value(), span());
        return;
      }
      case 14:
      case 15:
      case 16: {
        const ir::ValueId base = value();
        return keep(builder_.field(base, bytes_.name(), span()));
      }
      case 17: {
        const ir::ValueId base = value();
        const std::string_view name = bytes_.name();
        builder_.set_field(base, name, value(), span());
        return;
      }
      case 18: {
        const ir::ValueId base = value();
        return keep(builder_.index(base, value(), span()));
      }
      case 19: {
        const ir::ValueId base = value();
        const ir::ValueId key = value();
        builder_.set_index(base, key, value(), span());
        return;
      }
      case 20:
        return keep(builder_.slice(value(), span()));
      case 21:
      case 22:
      case 23: {
        const ir::ValueId callee = value();
        return keep(builder_.call(callee, arguments(), span()));
      }
      case 24: {
        const ir::ValueId callee = value();
        return keep(builder_.make_new(callee, arguments(), span()));
      }
      case 25:
        return keep(builder_.list(arguments(), span()));
      case 26: {
        std::vector<ir::Argument> entries = arguments();
        return keep(builder_.object(std::move(entries), span(), type()));
      }
      case 27:
        if (open_.size() < 12) begin_function(false);
        return;
      case 28:
        if (open_.size() < 12 && !builder_.module().classes.empty()) begin_function(true);
        return;
      case 29:
        if (open_.size() > 1) end_function();
        return;
      case 30: {
        ir::Class made;
        made.name = builder_.name(bytes_.name());
        made.span = span();
        made.is_interface = bytes_.next() % 4 == 0;
        if (const ir::TypeId base = type(); base != 0) made.bases.push_back(base);
        if (const ir::TypeId field = type(); field != 0)
          made.fields.push_back({builder_.name(bytes_.name()), field, span(), 0, bytes_.next() % 2 == 0});
        builder_.module().classes.push_back(std::move(made));
        return keep(
            builder_.class_value(static_cast<ir::ClassId>(builder_.module().classes.size() - 1), {}, span()));
      }
      case 31: {
        const std::string_view module = bytes_.module();
        const uint8_t how = bytes_.next();
        return keep(builder_.import(module, how % 4 == 0 ? "" : how % 4 == 1 ? "*" : bytes_.name(), span()));
      }
      case 32: {  // if
        const ir::ValueId condition = value();
        const ir::BlockId inside = builder_.make_block();
        const ir::BlockId after = builder_.make_block();
        builder_.branch(condition, bytes_.next() % 2 == 0 ? inside : after, inside, span());
        now().regions.push_back({after, after, ir::kNone, false});
        return start(inside);
      }
      case 33: {  // while
        const ir::BlockId head = builder_.make_block();
        const ir::BlockId inside = builder_.make_block();
        const ir::BlockId after = builder_.make_block();
        builder_.jump(head, span());
        start(head);
        builder_.branch(value(), inside, after, span());
        now().regions.push_back({head, after, ir::kNone, false});
        return start(inside);
      }
      case 34: {  // try
        const ir::BlockId inside = builder_.make_block();
        const ir::BlockId handler = builder_.make_block();
        const ir::BlockId after = builder_.make_block();
        builder_.jump(inside, span());
        now().regions.push_back({handler, after, builder_.set_handler(handler), true});
        return start(inside);
      }
      case 35:
        if (!now().regions.empty()) end_region();
        return;
      case 36:
        builder_.return_value(value(), span());
        return start(builder_.make_block());
      case 37:
        return keep(builder_.element(value(), span()));
      case 38: {
        const ir::ValueId what = value();
        return keep(bytes_.next() % 2 == 0 ? builder_.cast(what, type(), span())
                                           : builder_.await(what, span()));
      }
      default: {
        if (bytes_.next() % 2 == 0) return keep(builder_.yield(value(), span()));
        // What it gives out: another file's name, or a variable of its own.
        ir::Export made;
        made.name = builder_.name(bytes_.next() % 4 == 0   ? "="
                                  : bytes_.next() % 4 == 0 ? "*"
                                                           : bytes_.name());
        if (bytes_.next() % 2 == 0) {
          made.from = builder_.name(bytes_.module());
          made.member = builder_.name(bytes_.name());
        } else if (const ir::VariableId own = builder_.find(bytes_.name()); own != ir::kNone) {
          made.variable = own;
        } else {
          return;
        }
        if (builder_.module().name(made.name) == "*" && made.from == 0) return;
        builder_.module().exports.push_back(made);
        return;
      }
    }
  }

  Bytes& bytes_;
  ir::Builder builder_;
  std::vector<Function> open_;
  std::vector<ir::TypeId> types_;
  uint32_t place_ = 0;
};

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 4 || size > 4000) return 0;
  static const auto kCatalog = Catalog::load({}, {});
  fuzz::require(kCatalog.has_value(), "the built-in rules do not load");
  static const flow::Models kModels(kCatalog->rules(),
                                    std::vector<char>(kCatalog->rules().rules().size(), 1));

  const auto [code, project] = fuzz::split_input(fuzz::text_of(data, size));
  Bytes bytes(code);
  const uint8_t which = bytes.next() % 4;
  const Language language = which == 0   ? Language::kPython
                            : which == 1 ? Language::kGo
                            : which == 2 ? Language::kTypeScript
                                         : Language::kJavaScript;
  const std::array<std::string, 4> paths =
      which == 0   ? std::array<std::string, 4>{"a.py", "b.py", "pkg/__init__.py", "pkg/b.py"}
      : which == 1 ? std::array<std::string, 4>{"a.go", "b.go", "pkg/a.go", "pkg/b_test.go"}
                   : std::array<std::string, 4>{"a.ts", "b.js", "pkg/b.ts", "pkg/index.js"};
  std::vector<flow::ProgramFile> files;
  for (const std::string& path : paths) {
    if (bytes.is_empty()) break;
    flow::ProgramFile file;
    file.path = path;
    file.module = Maker(bytes, language).make();
    const std::string fault = ir::find_fault(file.module);
    fuzz::require(fault.empty(), fault.c_str());
    files.push_back(std::move(file));
  }
  std::vector<flow::ProjectFile> project_files;
  for (const char* path :
       {"go.mod", "package.json", "pkg/package.json", "pkg/tsconfig.json", "tsconfig.json"})
    project_files.push_back({path, std::string(project)});

  flow::FlowLimits limits;
  limits.most_depth = 8;
  limits.most_contexts = 3;
  limits.most_steps = 20'000;
  const flow::Projects projects(project_files);
  flow::Program program(std::move(files), projects);
  const flow::Flows flows = flow::solve(program, kModels, limits, {}, flow::Edges::kKeep);

  const auto check_place = [&](uint32_t file, Span span) {
    fuzz::require(file < program.files().size(), "a file that is not there");
    fuzz::require(span.begin <= span.end && span.end <= kTextSize, "a span outside of the file");
  };
  fuzz::require(flows.rounds <= limits.most_rounds, "too many rounds");
  for (const flow::Flow& found : flows.flows) {
    check_place(found.file, found.span);
    fuzz::require(found.sink != nullptr && found.sink->rule < kCatalog->rules().rules().size(), "no sink");
    fuzz::require(!found.steps.empty() && found.steps.size() <= 200, "a way without a step, or a long one");
    fuzz::require(found.steps.back().kind == flow::FlowStep::Kind::kSink, "a way that ends nowhere");
    for (const flow::FlowStep& step : found.steps) check_place(step.file, step.span);
    const auto sinks = std::count_if(found.steps.begin(), found.steps.end(), [](const flow::FlowStep& step) {
      return step.kind == flow::FlowStep::Kind::kSink;
    });
    fuzz::require(sinks == 1, "a way through two sinks");
  }
  for (const flow::Bound& bound : flows.bounds) check_place(bound.file, bound.span);
  for (const flow::CallEdge& edge : flows.calls) {
    check_place(edge.file, edge.span);
    fuzz::require(edge.callee < program.files().at(edge.callee_file).module.functions.size(),
                  "a call of nothing");
  }
  return 0;
}
