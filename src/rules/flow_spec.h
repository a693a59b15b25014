// What rules and models say about code, as data: which calls are sinks, sources, sanitizers, guards, and which
// register a handler. Shared by all languages; the flow engine compiles it (flow/models.h).
//
// The patterns look like the code they speak of, with resolved names:
//
//   subprocess.run($args, shell=true)      the first argument, or the one named `args`, when `shell` is true
//   child_process.spawn($, _, {shell: true})   an option of an object argument
//   axios.request({url: $})                one entry of an object argument
//   os/exec.Command("sh"|"bash", "-c", $)  literals that other arguments must have
//   os.execvp(_, $*)                       this argument and all after it; of a list: every element
//   pathlib.Path.write_text(this=$)        the receiver
//   os.makedirs($name=)                    only when given by that name
//   sqlite3.Cursor.execute($)              a method of what the models say is such a thing
//   *.execute($)                           a method of anything that is not known better
//   *.innerHTML = $                        an assignment
//   flask.request.args                     a value (sources)
//   sqlite3.connect() -> sqlite3.Connection    what a call gives back (types)
//   fastmcp.FastMCP.tool()(@)              `@`: the function that becomes a handler; @last: the last function
//                                          among the arguments; {execute: @}: in an object
//
// A name is the module as imported (after `modules` renamed it), a dot, and the path of members. A call on the
// way is "()". A call of a class (a name with a capital, or `new`) gives an instance, which goes by the
// class's own name. Arguments beyond the pattern's are not looked at. A pattern whose condition names an
// argument that the call does not give does not match; `shell!=false`-style conditions match then.
#pragma once

#include <string>
#include <vector>

namespace sentinel {

struct FlowSink {
  std::string language;  // "python", "javascript" (TypeScript too), "go"
  std::string pattern;
  std::string reaches;   // instead of the rule's
  double confidence = 0; // instead of the rule's when not 0
};

// The `flow` part of a rule.
struct FlowRule {
  std::string danger;    // a name of flow/danger.h: "shell", "path", ...
  std::string reaches;   // "a shell": ends the sentence "Parameter `x` of tool `y` reaches ..."
  std::vector<FlowSink> sinks;

  bool is_empty() const { return danger.empty(); }
};

struct FlowSource {
  std::string kind;  // "tool", "resource", "prompt", "http", "client", "response", "file", "environment", "argv"
  std::vector<std::string> values;  // patterns of values or calls
};

struct FlowSanitizer {
  std::vector<std::string> clears;  // dangers; "all"
  std::vector<std::string> calls;   // what comes back is the argument without them; a list of names: no argument
};

// A call that tests its argument: on the branch where it is `when`, the argument lacks `clears`.
struct FlowGuard {
  std::vector<std::string> clears;
  bool when = true;
  std::vector<std::string> calls;
};

struct FlowEntry {
  std::string kind;    // as FlowSource::kind
  std::string call;    // a pattern with @
  std::string name;    // where its name stands: "function", "0" (an argument), "name" (a keyword or key)
  // What the peer fills: "parameters" (every parameter but receivers and those of a type in `trusted`), or
  // paths that begin with a parameter's number: "0", "1.params.arguments", "0.query".
  std::vector<std::string> tainted;
  std::vector<std::string> trusted;  // types
  // Where the schema of the value stands: "annotations", or an argument's number or key ("inputSchema",
  // "2"), "last-object"; empty: nothing checks the value.
  std::string schema;
};

// A file of rules/models/.
struct FlowModel {
  std::string name;      // file name, for messages
  std::string language;
  std::vector<std::pair<std::string, std::string>> modules;  // "node:fs" -> "fs"; a trailing * takes the rest
  std::vector<std::string> types;
  std::vector<FlowSource> sources;
  std::vector<FlowSanitizer> sanitizers;
  std::vector<FlowGuard> guards;
  std::vector<FlowEntry> entries;
};

}  // namespace sentinel
