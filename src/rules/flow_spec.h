// What rules and models say about code, as data: which calls are sinks, sources, sanitizers, guards, and
// which register a handler. Shared by all languages; the flow engine compiles it (flow/models.h).
//
// The patterns look like the code they speak of, with resolved names (flow_pattern.h reads them):
//
//   subprocess.run($args, shell=true)      the first argument, or the one named `args`, when `shell` is true
//   http.request($$)                       what is tainted itself: a text from outside or made of it, or a
//                                          whole object from outside; but not {host: "a", path: tainted},
//                                          and no thing of a library that was given such a text
//   os.makedirs(name=$)                    only when given by that name
//   child_process.spawn($, _, {shell: true})   an option of an object argument
//   axios.request({url: $})                one entry of an object argument
//   os/exec.Command("sh"|"bash", "-c", $)  literals that other arguments must have; "*/git" ends in /git
//   subprocess.run(["sudo", ..., "-c", $])     any number of elements, or of arguments, between
//   subprocess.run(["git", $*])            elements of a list: the first is "git", any after it
//   os.execvp(_, $*)                       this argument and all after it; of a list: every element
//   pathlib.Path.write_text(this=$)        the receiver
//   yaml.load($, Loader=yaml.Loader)       an argument that is what that name refers to
//   tarfile.TarFile.extractall(this=$, filter!="data")   anything else, or not given at all
//   sqlite3.Cursor.execute($)              a method of what the models say is such a thing
//   *.execute($)                           a method of anything that is not known better
//   *.innerHTML = $                        an assignment; in Go also the field of a composite literal
//   flask.request.args                     a value (sources)
//   sqlite3.connect() -> sqlite3.Connection    what a call gives back (types)
//   encoding/json.Unmarshal($, &)          `&`: what the call fills
//   fastmcp.FastMCP.tool()(@)              `@`: the function that becomes a handler; @last: the last function
//                                          among the arguments; @*: every function from here on;
//                                          {execute: @}: in an object; on_call_tool=@: only by that name
//   fastmcp.tools.Tool.run = @             a method of that name in a class derived from it; in Go the
//                                          field of a composite literal
//   func(_, net/http.Request)              every function whose parameters have these types (entries, Go)
//   export.default.fetch = @               what a module exports under that name (entries, JavaScript)
//
// A name is the module as imported (after `modules` renamed it), a dot, and the path of members. A call on
// the way is "()". A call of a class (a name with a capital, or `new`) gives an instance, which goes by the
// class's own name. Arguments beyond the pattern's are not looked at. A pattern whose condition names an
// argument that the call does not give does not match; `shell!=false`-style conditions match then.
//
// Rule and model files may write alternatives in a name, `os.{remove,unlink}($)`; loading writes them out.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sentinel {

struct FlowSink {
  std::string language;  // "python", "javascript" (TypeScript too), "go"
  std::string pattern;
  std::string reaches;    // instead of the rule's
  double confidence = 0;  // instead of the rule's when not 0
  bool markup = false;    // only where what the program itself wrote there holds a "<"
};

// The `flow` part of a rule.
struct FlowRule {
  std::string danger;   // a name of flow/danger.h: "shell", "path", ...
  std::string reaches;  // "a shell": ends the sentence "Parameter `x` of tool `y` reaches ..."
  std::vector<FlowSink> sinks;
  // Kinds of sources (FlowSource::kind) that may get there: a file that the person at the command line names.
  std::vector<std::string> except;

  bool is_empty() const { return danger.empty(); }
};

struct FlowSource {
  // "tool", "resource", "prompt", "http", "client", "response", "archive" (names that an archive's maker
  // chose), "file", "environment", "argv"
  std::string kind;
  std::vector<std::string> values;  // patterns of values or calls; with a `&`, what the call fills
  std::vector<std::string> clears;  // dangers that what comes in there does not have
};

struct FlowSanitizer {
  std::vector<std::string> clears;  // dangers; "all"
  // What comes back is the `$` of the pattern without them. Without a `$`: what comes back, whatever went in.
  std::vector<std::string> calls;
};

// A call that tests its `$`: on the branch where it is `when`, that lacks `clears`.
struct FlowGuard {
  std::vector<std::string> clears;
  bool when = true;
  bool resolved = false;  // holds only of a path that went through one of FlowModel::resolvers
  std::vector<std::string> calls;
};

struct FlowEntry {
  std::string kind;  // as FlowSource::kind
  std::string call;  // a pattern with @
  std::string name;  // where its name stands: "function", "0" (an argument), "name" (a keyword or key)
  // What the peer fills: "parameters" (every parameter but receivers and those of a type in `trusted`), or
  // paths that begin with a parameter's number: "0", "1.params.arguments", "0.query".
  std::vector<std::string> tainted;
  // Types, and calls that stand in a parameter's annotation or default: Depends(...).
  std::vector<std::string> trusted;
  std::vector<std::string> parameters;  // types of its parameters where the code names none; "_": not known
  // Where the schema of the value stands: "annotations", or an argument's number or key ("inputSchema",
  // "2"), "last-object" (among the arguments, of those that hold a schema); empty: nothing checks the value.
  std::string schema;
  std::vector<std::string> clears;  // dangers that the library itself keeps away
};

// A file of rules/models/.
struct FlowModel {
  std::string name;  // file name, for messages
  std::string language;
  std::vector<std::pair<std::string, std::string>> modules;  // "node:fs" -> "fs"; a trailing * takes the rest
  std::vector<std::string> types;
  std::vector<FlowSource> sources;
  std::vector<FlowSanitizer> sanitizers;
  std::vector<FlowGuard> guards;
  std::vector<FlowEntry> entries;
  // What a call does with what it is given, where the engine would not guess: only `$` goes into what comes
  // back, or into the `&` of the pattern. With a `@`, that function is called with the `$` or `$*`, and what
  // it returns comes back.
  std::vector<std::string> propagators;
  std::vector<std::string> resolvers;  // what comes back is the `$`, a path, without ".." in it
};

}  // namespace sentinel
