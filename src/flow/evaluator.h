// The abstract interpreter behind solver.h; internal to this room.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "flow/schema.h"
#include "flow/solver.h"

namespace sentinel::flow {

using FunctionRef = Program::FunctionRef;
using ClassRef = Program::ClassRef;

// Where a value was on its way; a chain toward the source. What happened inside a call hangs beside it.
struct Step {
  FlowStep::Kind kind = FlowStep::Kind::kSource;
  uint32_t file = 0;
  Span span;
  Atom text = 0;
  StepId before = 0;
  StepId inside = 0;  // of a call: the steps in the callee, the last of them
};

struct SourceInfo {
  SourceKind kind = SourceKind::kTool;
  uint32_t file = 0;
  Span span;
  std::string handler;
  bool is_parameter = false;
  bool is_whole = false;   // the object that holds the parameters
  bool is_of_all = false;  // of the one handler of all tools, which tests for the name of the tool
  friend auto operator<=>(const SourceInfo&, const SourceInfo&) = default;
};

// Tests of an origin that leave a danger: numbers of what the evaluator keeps about them. Sorted.
using Doubts = std::vector<std::pair<OriginId, uint32_t>>;

struct Hit {
  const SinkModel* sink = nullptr;
  Atom sink_name = 0;
  uint32_t file = 0;
  Span span;  // the call
  // Where it is to be mended: the call that hands on text that was put together there, when the function that
  // has the sink takes the text whole; otherwise the sink itself.
  uint32_t place_file = 0;
  Span place;
  Taint taint;  // its origin, and the way to it
  std::vector<uint32_t> doubts;
};

// Something that outlives a call: a variable that functions share, a field of a class.
using CellId = uint32_t;

// What is set of a state; small, so a sorted list.
using Slots = std::vector<std::pair<uint32_t, const Value*>>;

struct State {
  Slots variables;  // by VariableId of the function's file
  Slots cells;      // by CellId: what this function itself has set
  Facts facts;
  Doubts doubts;  // of tests that were made on any way here
  // The branch that was just taken: what was tested, and how it came out.
  ir::ValueId tested = ir::kNone;
  bool outcome = false;
  // Reached because something that the program's user may set is not set (`if allowed is None: return`), or
  // because a host is no literal address. What a test proves otherwise, it proves; so where such a way meets
  // another, the other's facts stay.
  bool is_unset = false;
};

struct Given {
  const Value* value = nullptr;
  Atom name = 0;  // keyword
  ir::ArgumentKind kind = ir::ArgumentKind::kPositional;
  Span span;
};

struct Call {
  const ir::Instruction* instruction = nullptr;
  const Value* receiver = nullptr;  // of a method call
  Atom method = 0;                  // its name
  const Value* called = nullptr;    // what is called
  std::vector<Given> arguments;
  bool is_new = false;
};

struct Summary;

// What a result stands on: it is stale when a cell has grown since, or what it used is stale.
struct Uses {
  std::vector<CellId> cells;
  std::vector<const Summary*> summaries;
};

struct Summary {
  const Value* result = nullptr;
  Facts always;   // what holds after every normal return
  Doubts doubts;  // of tests that it makes
  std::vector<Hit> hits;
  std::vector<std::pair<CellId, const Value*>> effects;
  std::vector<const Value*> parameters;  // what is in those that it changed; null: unchanged
  bool is_done = false;
  bool was_used = false;  // while it was not done
  bool returns = false;   // on some way; else it always throws, or never ends
  Uses uses;
  uint64_t made_at = 0;  // the epoch in which it was begun
};

struct Frame {
  FunctionRef function;
  const ir::Function* code = nullptr;
  const ProgramFile* file = nullptr;
  Frame* caller = nullptr;
  State state;  // of the instruction that is being run
  std::vector<const Value*> results;
  const Value* receiver = nullptr;
  std::vector<char> given;  // per variable of a parameter
  Summary summary;
  const Value* yielded = nullptr;
  std::set<ir::VariableId> changed;  // variables whose value was changed in place
  std::set<std::tuple<const SinkModel*, uint32_t, Span, uint32_t, Span, OriginId>> hits_seen;
  bool is_root = false;
  bool has_ended = false;  // the call that was run last never comes back, so nothing after it runs
  struct Outcome {
    bool seen = false;
    bool is_unset = false;  // on every way so far
    Facts facts;
  };
  Outcome truthy, falsy, any;
  std::map<Atom, std::pair<Outcome, Outcome>>
      parts;  // of returned objects and lists: when a field is true, false
};

struct Handler {
  SourceKind kind = SourceKind::kTool;
  std::string name;
  Ref function;
  const FlowEntry* entry = nullptr;
  const Value* schema = nullptr;
  bool is_wrapped =
      false;  // by a library's function that was given it: which parameter gets what is not known
  bool is_by_shape = false;  // known by its parameters alone: a call that registers it says more
  uint32_t file = 0;         // of the registration
  Span span;
};

class Evaluator {
 public:
  Evaluator(Program& program, const Models& models, const FlowLimits& limits, std::stop_token stop,
            Edges edges);
  Flows run();

 private:
  // evaluator.cpp: functions and instructions
  void run_round();
  Summary run_handler(const Handler& handler);
  Summary run_root(FunctionRef function, const Value* receiver, const std::vector<Given>& arguments);
  std::vector<uint32_t> files_in_order_of_imports();
  std::unordered_set<const Summary*> find_stale();
  void forget(const std::unordered_set<const Summary*>& stale);
  Summary run_function(FunctionRef function, const Value* receiver, std::span<const Given> arguments,
                       const Slots& captured, bool is_root);
  void bind_parameters(Frame& frame, std::span<const Given> arguments);
  void run_blocks(Frame& frame);
  const Value* run_instruction(Frame& frame, const ir::Instruction& instruction);
  const Value* calculated(std::string_view op, const Value* a, const Value* b);  // of two constants
  void note_return(Frame& frame, const Value* value);
  void answer(Frame& frame, const ir::Instruction& returns);
  const Value* load(Frame& frame, ir::VariableId variable);
  bool is_written_inside(uint32_t file_index, ir::VariableId variable);  // by a function inside its owner
  void store(Frame& frame, ir::VariableId variable, const Value* value, const ir::Instruction& at);
  // What a library's module or thing has under that name.
  const Value* member_of_outside(Frame& frame, Atom full, const ir::Instruction& at);
  const Value* load_member(Frame& frame, const Value* base, Atom name, const ir::Instruction& at);
  // getattr(tools, f"tool_{name}"), this[name]: any method that the name may mean.
  const Value* any_member(Frame& frame, const Value* base, const Value* name, const ir::Instruction& at);
  const Value* load_index(Frame& frame, const Value* base, const Value* key, const ir::Instruction& at);
  // The place that an instruction's result was read from gets a new value: `x.a.b = v` changes x.
  void change(Frame& frame, ir::ValueId place, const Value* value, int depth = 0);
  // kInside: the program wrote to something in it, so that it is another value now.
  enum class Written { kItself, kInside };
  void store_member(Frame& frame, ir::ValueId base, Atom name, const Value* value, const ir::Instruction& at,
                    Written written = Written::kItself);
  bool reads_an_address(const Frame& frame, const ir::Block& block) const;
  bool is_test_of_setting(Frame& frame, ir::ValueId test, bool& unset_when);
  const Value* on_this_way(Frame& frame, const Value* value, ir::ValueId id);
  void note_assigned_handler(Frame& frame, const Value* object, Atom name, const Value* value,
                             const ir::Instruction& at);
  bool is_separator(const Value* value);
  const Value* concat(const std::vector<const Value*>& parts);
  const Value* concat(Frame& frame, const std::vector<const Value*>& parts, Span span);
  // What an instruction cuts out of a text: an origin of its own, so that what is proved of it is proved of
  // it alone.
  const Value* piece(const Frame& frame, const Value* value, Span span, uint8_t clear = 0);
  const Value* import(Frame& frame, std::string_view specifier, std::string_view member);
  const Value* member_of_unit(uint32_t unit, Atom name, int depth = 0);
  const Value* parents(Frame& frame);
  const Value* member_of_stars(uint32_t file, Atom name, int depth);
  const Value* global(Frame& frame, Atom name);
  const Value* value_of_type(uint32_t file, ir::TypeId type, int depth = 0);
  const Value* class_value(uint32_t file, ir::ClassId id);
  std::optional<FunctionRef> find_method(ClassRef owner, Atom name, int depth = 0);
  bool is_far_ancestor(ClassRef owner, int depth);  // too far to be followed
  bool is_subclass_of_outside(ClassRef owner, std::vector<std::string>& names, int depth = 0);
  const Value* enter(const Value* value, uint32_t file_index, Span span, FlowStep::Kind kind, Atom name);

  // cells
  CellId cell_of_variable(uint32_t file, ir::VariableId variable);
  std::optional<CellId> cell_of_member(uint32_t unit, Atom name, int depth = 0);
  std::optional<CellId> cell_behind_import(uint32_t file, ir::VariableId variable, int depth = 0);
  CellId cell_of_field(ClassRef owner, Atom name);
  CellId cell_of_name(Atom name);
  const Value* read_cell(Frame* frame, CellId cell);
  const Value* shared(CellId cell);  // what all have written to it
  void write_cell(Frame& frame, CellId cell, const Value* value, bool replaces);
  void grow_cell(CellId cell, const Value* value);

  // calls.cpp
  const Value* call(Frame& frame, const Value* callee, Call& made);
  const Value* call_ref(Frame& frame, const Ref& ref, Call& made, bool& handled);
  const Value* call_function(Frame& frame, FunctionRef function, const Value* receiver, const Call& made);
  bool never_returns(const Frame& frame, FunctionRef function, const Summary& summary, const Call& made);
  const Value* construct(Frame& frame, ClassRef owner, const Call& made);
  const Value* call_super(Frame& frame, const Value* parents, Call& made);
  const Value* call_outside(Frame& frame, Atom name, Call& made);
  const Value* decorated_class(const Frame& frame, const Call& made);
  Call without_key(const Call& made);
  const Value* found_by_key(const Call& made, const Value* value);
  const Value* call_unknown(Frame& frame, const Call& made);
  const Value* call_back(Frame& frame, const Value* callee, const std::vector<const Value*>& arguments,
                         const ir::Instruction& at);
  Call by_name(const Call& call);
  const Value* passed_through(const Call& call, bool is_weak);
  const Value* wrapped(const Value* value);
  bool matches_list(Frame& frame, std::span<const FlowPattern::Item> entries, const Value* value,
                    size_t place, std::vector<const Value*>* tainted, std::vector<const Value*>* handlers);
  bool matches(Frame& frame, const FlowPattern& pattern, const Call& call, std::vector<const Value*>* tainted,
               std::vector<const Value*>* handlers, std::vector<size_t>* filled = nullptr);
  bool matches_item(Frame& frame, const FlowPattern::Item& item, const Value* value, bool is_there,
                    std::vector<const Value*>* tainted, std::vector<const Value*>* handlers);
  bool is_literal(const Value* value, const FlowPattern::Item& item, bool is_there);
  void check_sinks(Frame& frame, const std::vector<SinkModel>& sinks, Atom name, const Call& call,
                   const Value* assigned = nullptr);
  void register_handler(const EntryModel& entry, Handler handler);
  // What a text says, or a thing is called: NewTool("x"), Tool{Name: "x"}. Empty when that is not known.
  std::string name_of(const Value* value);
  void find_handlers_by_shape();
  // The places that a call fills (numbers of arguments; SIZE_MAX: the receiver) get what was written there.
  void fill(Frame& frame, const Call& call, const std::vector<size_t>& filled, const Value* value);
  void register_handlers(Frame& frame, const EntryModel& entry, const Call& call,
                         const std::vector<const Value*>& functions);
  std::optional<const Value*> source_of(Frame& frame, Atom name, const NameModel& model, Span span,
                                        const Call* call);
  void hit(Frame& frame, const SinkModel& sink, Atom name, const Value* value, Span span);
  void add_hit(Frame& frame, const Hit& hit);
  void collect_captured(Frame& frame, FunctionRef function, Slots& captured);
  const std::vector<ir::VariableId>& free_variables(FunctionRef function);
  Summary& summarise(FunctionRef function, const Value* receiver, std::span<const Given> arguments,
                     const Slots& captured, std::vector<Taint>& actual, bool& is_overflow);
  const Value* instantiate(const Value* value, const std::vector<Taint>& actual, uint32_t file, Span span,
                           Atom name);
  Facts instantiate(const Facts& facts, const std::vector<Taint>& actual);
  Taint instantiate(Taint taint, const std::vector<Taint>& actual, uint32_t file, Span span, Atom name);

  // library.cpp: what methods of strings, lists and the like do, by their names
  // Text that is made of it: its taint, with and without those flags.
  const Value* texts_of(const Value* value, uint8_t set, uint8_t clear);
  const Value* decoded(const Value* value);
  const Value* replaced(Frame& frame, std::string_view full, const Value* value, const Value* what,
                        const Value* with, const ir::Instruction& at);
  std::optional<const Value*> call_emitter(Frame& frame, std::string_view method, const Call& made);
  std::optional<const Value*> call_context(Frame& frame, std::string_view full, const Call& made);
  std::optional<const Value*> call_known(Frame& frame, Atom method, std::string_view full, Call& made);

  // guards.cpp
  const Value* compare_constants(std::string_view op, const Value* a, const Value* b);
  const Value* compare(Frame& frame, const ir::Instruction& instruction, const Value* a, const Value* b);
  void prove(Facts& facts, const Value* value, Dangers dangers, Dangers only_if_resolved = 0);
  Facts proved_by(Frame& frame, const ClearModel& guard, const std::vector<const Value*>& tested,
                  const ir::Instruction& call);
  const Value* proving(Facts if_true, Facts if_false);
  const Value* test_prefix(Frame& frame, const Value* tested, const Value* prefix, bool is_suffix, Span span);
  const Value* test_contains(Frame& frame, const Value* whole, const Value* part, Span span);
  const Value* test_member(const Value* element, const Value* set);
  const Value* test_regex(Frame& frame, const Value* tested, Atom pattern, bool is_whole, Span span);
  // The test leaves those dangers to what was tested, and this is why.
  void doubt(Frame& frame, const Value* tested, Dangers about, std::string_view why, Span span,
             uint8_t unless = 0);
  void doubts_about(const State& state, OriginId origin, Dangers danger, std::vector<uint32_t>& out) const;
  const Value* test_address(const Value* address, std::string_view member);
  const Value* both_of(const Value* value, const Value* proof);

  // schema.cpp
  const Value* schema_call(Frame& frame, std::string_view name, const Call& call, bool& handled);
  const Value* shape_of(uint32_t schema);  // { name: schema }, as z.object() was given it
  const Value* by_class(ClassRef c, const Value* value, int depth);
  bool is_validated_model(ClassRef c);  // its constructor tests its arguments by their types: pydantic
  const Value* typed(uint32_t file, ir::TypeId type, const Value* value,
                     int depth = 0);                             // validated by the type
  const Value* fitted(const Value* schema, const Value* value);  // validated by a schema
  const Value* by_schema(uint32_t id, const Value* value, int depth = 0);

  StepId add_step(Step step);
  OriginId source_origin(SourceInfo info, Atom name);
  void bound(uint32_t file_index, Span span, std::string message);
  std::string_view text(Atom atom) { return atoms_.text(atom); }
  const ProgramFile& file(uint32_t index) const { return program_.files()[index]; }
  const ir::Function& function_of(FunctionRef ref) const { return file(ref.file).module.functions[ref.id]; }
  const LanguageModels& models_of(uint32_t file_index) const {
    return models_.of(file(file_index).module.language);
  }
  std::string function_name(FunctionRef ref);
  void report(const Summary& summary);
  // The tool that was asked for where the way goes: switch (name) { case "ping": return ping(args.host); }
  std::string tool_on_way(const SourceInfo& source, const std::vector<FlowStep>& steps) const;
  Flow flow_of(const Hit& found);

  Program& program_;
  const Models& models_;
  const FlowLimits limits_;
  std::stop_token stop_;
  Edges keep_edges_;
  Atoms& atoms_;
  Origins origins_;
  Values values_;
  Schemas schemas_;

  std::vector<Step> steps_{Step{}};
  std::map<SourceInfo, uint32_t> source_ids_;
  std::vector<SourceInfo> sources_;
  std::unordered_map<uint64_t, CellId> cells_of_variables_;
  std::unordered_map<uint64_t, CellId> cells_of_fields_;
  std::unordered_map<uint32_t, std::unordered_map<ir::VariableId, const ir::Instruction*>>
      imported_variables_;
  std::vector<const Value*> cells_;
  std::vector<char> cell_is_set_;
  std::vector<uint64_t> cell_grew_at_;
  std::vector<uint32_t> order_;  // of modules
  uint64_t epoch_ = 1;           // counts what grows
  Uses* tracked_ = nullptr;      // of the function that is being run
  int round_ = 0;

  struct Partial {
    const Value* callee;
    std::vector<Given> arguments;
    bool operator==(const Partial& other) const;
  };
  std::vector<Partial> partials_;
  // What the whole program finds under a name: what listens to an event, a value of a context of Go.
  std::unordered_map<Atom, CellId> cells_of_names_;

  struct Key {
    FunctionRef function;
    std::vector<uintptr_t> values;
    auto operator<=>(const Key&) const = default;
  };
  struct KeyHash {
    size_t operator()(const Key& key) const;
  };
  std::unordered_map<Key, std::unique_ptr<Summary>, KeyHash> summaries_;
  std::vector<std::unique_ptr<Summary>> cut_short_;
  Summary no_summary_;  // of a call that was not followed
  std::map<FunctionRef, int> contexts_;
  std::set<FunctionRef> called_;
  // What is run without being called: modules, what nothing calls, handlers.
  struct Root {
    std::unique_ptr<Summary> summary;  // null: to be run (again)
    const Value* bound = nullptr;      // of the handler that was run
    const Value* schema = nullptr;
  };
  std::map<FunctionRef, Root> roots_;
  std::map<FunctionRef, std::vector<ir::VariableId>> free_variables_;
  std::unordered_map<uint32_t, std::vector<char>> written_inside_;
  using HandlerKey = std::tuple<uint32_t, uint32_t, uint32_t, uint32_t, uint32_t>;
  std::map<HandlerKey, Handler> handlers_;
  std::map<HandlerKey, Root> handler_roots_;
  std::set<FunctionRef> registered_;  // by a call
  bool is_superseded(const Handler& handler) const {
    return handler.is_by_shape && registered_.contains({handler.function.a, handler.function.b});
  }
  Summary earlier_;  // the hits of roots that are to be run again
  std::vector<Hit> hits_;
  std::vector<std::pair<WrongGuard, Dangers>> doubts_;  // what each is about
  std::map<std::tuple<const SinkModel*, uint32_t, Span, uint32_t, Span>, std::set<OriginId>> hits_seen_;
  std::set<CallEdge> edges_;
  std::map<std::tuple<uint32_t, uint32_t, std::string>, Bound> bounds_;
  int depth_ = 0;
  uint64_t steps_run_ = 0;
  const FlowEntry* answering_ = nullptr;  // of the handler that is being run
  uint64_t steps_of_root_ = 0;            // where the root that is run now has to end
  bool out_of_steps_ = false;             // it has reached that
  bool was_cut_ = false;                  // some root of this round has
  std::set<std::pair<uint32_t, uint32_t>> importing_;
};

// An argument of the call is a function of the program.
bool has_any_function(const Call& call);

// A literal argument of a program that takes the next one for its value, so that nothing else is read into
// that:
// `--since X`, `-m X`. Which long options stand alone differs from program to program; those that programs
// share are known.
bool takes_value(const Atoms& atoms, const Value* argument);

// A decimal number, as source code writes it. Nothing: another form.
std::optional<double> number_of(std::string_view text);

bool is_host_part(std::string_view name);
bool is_long_chain(std::string_view name);

// "server.git_checkout" -> "git_checkout"
std::string_view last_part(std::string_view name);

}  // namespace sentinel::flow
