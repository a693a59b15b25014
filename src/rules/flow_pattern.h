// The patterns of flow rules and models, as flow_spec.h shows them: text to parts, and nothing else. What a
// name refers to is not known here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sentinel {

struct FlowPattern {
  enum class Kind { kValue, kCall, kAssignment };

  struct Item {
    enum class Kind {
      kAny,           // _             any argument; with a name: the one of that name is given at all
      kTainted,       // $  $args      by place, or by that name too; $$  $$args  `whole`
      kTaintedRest,   // $*            this and all after it; in a list: every element from here
      kNamedTainted,  // url=$         only by that name; in an object: {url: $}; url=$$  `whole`
      kThisTainted,   // this=$        the receiver
      kLiteral,       // "sh"|"bash"   one of `literals`
      kNamedLiteral,  // shell=true    {shell: true}
      kName,          // a.b|*.c       what one of the dotted names in `literals` refers to; may have a name
      kFilled,        // &             the call fills it; `name` as with kHandler
      kFilledThis,    // this=&        the call fills the receiver
      kObject,        // {...}         `entries`; may have a name
      kGap,           // ...           any number of arguments or elements
      kList,     // [...]         `entries` in order; elements beyond them are not looked at; may have a name
      kHandler,  // @             the function that becomes a handler; with a name: only by that name
      kLastHandler,  // @last         the last function among the arguments
      kHandlerRest,  // @*            every function among this and all after it
    };
    Kind kind = Kind::kAny;
    std::string name;  // keyword or key
    std::vector<std::string> literals;
    bool negated = false;  // shell!=false, {shell: !false}, !"sh": anything else, or nothing at all
    bool whole = false;    // what is tainted in a part alone does not count
    std::vector<Item> entries;

    // One of `literals` is that text. A literal may begin or end with `*`, which takes any text: "*/git".
    bool accepts(std::string_view literal) const;
  };

  Kind kind = Kind::kValue;
  // "subprocess", "run"; "()" for a call on the way. A module's name with slashes is one piece; of a module's
  // name with dots the text does not tell where it ends, so `name` has the whole: "fastmcp.FastMCP.tool()".
  std::vector<std::string> path;
  std::string name;
  bool any_receiver = false;  // began with "*.", which is neither in `path` nor in `name`
  std::vector<Item> items;    // kCall: arguments; kAssignment: the one thing that is assigned
  std::string result;         // after "->"

  // The items of a kind anywhere in the pattern, also inside objects and lists.
  std::vector<const Item*> all(bool (*wanted)(Item::Kind)) const;
};

// The message of a failure names the character (1-based) at which the text is not understood.
[[nodiscard]] Result<FlowPattern> parse_flow_pattern(std::string_view text);

// Alternatives in a name written out: "os.{remove,unlink}($)" is "os.remove($)" and "os.unlink($)". A brace
// opens alternatives at the beginning of the text and after a dot; they do not nest.
[[nodiscard]] Result<std::vector<std::string>> expand_flow_pattern(std::string_view text);

}  // namespace sentinel
