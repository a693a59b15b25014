// What methods and functions of strings, lists, dictionaries, promises, paths and regular expressions do to
// values, in all four languages. By name: the receiver's type is seldom known, and `x.split(",")` means
// one thing.
#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "flow/evaluator.h"
#include "flow/regex_facts.h"

namespace sentinel::flow {
namespace {

enum class Does {
  kAppend,      // list.append(x): the receiver has one element more
  kExtend,      // list.extend(xs)
  kInsert,      // list.insert(i, x)
  kUpdate,      // dict.update(d)
  kSetKey,      // map.set(k, v)
  kGet,         // d.get("k", default)
  kJoin,        // list.join(sep), sep.join(list)
  kPiece,       // a piece of a text
  kSame,        // the same text in other letters
  kReplace,     // x.replace(a, b)
  kStartsWith,  // tests
  kEndsWith,
  kContains,
  kMatches,  // regex.test(x), x.match(regex)
  kEach,     // list.map(f): each element goes into f
  kReduce,
  kThen,  // promise.then(f)
  kCatch,
  kItems,  // pairs of key and value
  kValues,
  kKeys,
  kElements,  // the same list in another order or part
  kFind,      // an element
  kSlice,     // a part of a list or text
  kCopy,
  kEncode,    // the same text as bytes
  kGetText,   // stream.getvalue(): all that was written to it
  kRunWith,   // storage.run(value, f) of AsyncLocalStorage
  kValidate,  // Model.model_validate(data): the data, as far as the fields let it pass
  kRelative,  // pathlib: under that root or an exception
  kIsRelative,
};

const std::unordered_map<std::string_view, Does>& methods() {
  static const std::unordered_map<std::string_view, Does> kDoes{{"append", Does::kAppend},
                                                                {"push", Does::kAppend},
                                                                {"unshift", Does::kAppend},
                                                                {"add", Does::kAppend},
                                                                {"appendleft", Does::kAppend},
                                                                {"put", Does::kAppend},
                                                                {"write", Does::kAppend},
                                                                {"getvalue", Does::kGetText},
                                                                {"put_nowait", Does::kAppend},
                                                                {"get_nowait", Does::kGet},
                                                                {"run", Does::kRunWith},
                                                                {"enterWith", Does::kRunWith},
                                                                {"getStore", Does::kGet},
                                                                {"model_validate", Does::kValidate},
                                                                {"model_validate_json", Does::kValidate},
                                                                {"parse_obj", Does::kValidate},
                                                                {"parse_raw", Does::kValidate},
                                                                {"extend", Does::kExtend},
                                                                {"insert", Does::kInsert},
                                                                {"update", Does::kUpdate},
                                                                {"set", Does::kSetKey},
                                                                {"get", Does::kGet},
                                                                {"pop", Does::kGet},
                                                                {"setdefault", Does::kGet},
                                                                {"at", Does::kGet},
                                                                {"join", Does::kJoin},
                                                                {"split", Does::kPiece},
                                                                {"rsplit", Does::kPiece},
                                                                {"splitlines", Does::kPiece},
                                                                {"partition", Does::kPiece},
                                                                {"rpartition", Does::kPiece},
                                                                {"substring", Does::kPiece},
                                                                {"substr", Does::kPiece},
                                                                {"charAt", Does::kPiece},
                                                                {"slice", Does::kSlice},
                                                                {"subarray", Does::kSlice},
                                                                {"strip", Does::kSame},
                                                                {"lstrip", Does::kSame},
                                                                {"rstrip", Does::kSame},
                                                                {"trim", Does::kSame},
                                                                {"trimStart", Does::kSame},
                                                                {"trimEnd", Does::kSame},
                                                                {"lower", Does::kSame},
                                                                {"upper", Does::kSame},
                                                                {"toLowerCase", Does::kSame},
                                                                {"toUpperCase", Does::kSame},
                                                                {"casefold", Does::kSame},
                                                                {"title", Does::kSame},
                                                                {"normalize", Does::kSame},
                                                                {"toString", Does::kSame},
                                                                {"valueOf", Does::kSame},
                                                                {"format", Does::kSame},
                                                                {"expandtabs", Does::kSame},
                                                                {"decode", Does::kEncode},
                                                                {"encode", Does::kEncode},
                                                                {"replace", Does::kReplace},
                                                                {"replaceAll", Does::kReplace},
                                                                {"startswith", Does::kStartsWith},
                                                                {"startsWith", Does::kStartsWith},
                                                                {"endswith", Does::kEndsWith},
                                                                {"endsWith", Does::kEndsWith},
                                                                {"includes", Does::kContains},
                                                                {"has", Does::kContains},
                                                                {"__contains__", Does::kContains},
                                                                {"indexOf", Does::kContains},
                                                                {"some", Does::kEach},
                                                                {"contains", Does::kContains},
                                                                {"test", Does::kMatches},
                                                                {"match", Does::kMatches},
                                                                {"fullmatch", Does::kMatches},
                                                                {"exec", Does::kMatches},
                                                                {"search", Does::kMatches},
                                                                {"matchAll", Does::kMatches},
                                                                {"MatchString", Does::kMatches},
                                                                {"map", Does::kEach},
                                                                {"flatMap", Does::kEach},
                                                                {"forEach", Does::kEach},
                                                                {"filter", Does::kEach},
                                                                {"every", Does::kEach},
                                                                {"reduce", Does::kReduce},
                                                                {"then", Does::kThen},
                                                                {"catch", Does::kCatch},
                                                                {"finally", Does::kThen},
                                                                {"items", Does::kItems},
                                                                {"entries", Does::kItems},
                                                                {"values", Does::kValues},
                                                                {"keys", Does::kKeys},
                                                                {"sort", Does::kElements},
                                                                {"reverse", Does::kElements},
                                                                {"concat", Does::kExtend},
                                                                {"flat", Does::kElements},
                                                                {"toSorted", Does::kElements},
                                                                {"find", Does::kFind},
                                                                {"shift", Does::kGet},
                                                                {"popleft", Does::kGet},
                                                                {"copy", Does::kCopy},
                                                                {"clone", Does::kCopy},
                                                                {"is_relative_to", Does::kIsRelative},
                                                                {"relative_to", Does::kRelative}};
  return kDoes;
}

// Functions by their full name.
enum class Calls {
  kJoinPath,         // path.join: normalised, an absolute part stays behind the first
  kJoinPathLoosely,  // os.path.join: an absolute part begins anew
  kResolvePath,      // path.resolve
  kCleanPath,        // of one argument: normpath, realpath, filepath.Clean
  kRelativePath,     // path.relative(root, p)
  kSprintf,
  kDecode,    // what base64, hexadecimal or percent-encoded text stands for: any text
  kParse,     // JSON.parse: a value made of the text
  kSame,      // the first argument
  kJoinText,  // strings.Join(list, sep)
  kStartsWith,
  kEndsWith,
  kContains,
  kMatches,
  kFullMatch,
  kCompileRegex,
  kSubstitute,
  kPartial,
  kCallLater,
  kPromisify,
  kAll,
  kAssign,
  kKeys,
  kValues,
  kItems,
  kList,
  kMapFunction,
  kAppendGo,
  kBindFunction,
  kTruth,
  kAnyOf,
  kAllOf,
  kIsInstance,
  kCommonPath,
  kJoinUrl,  // an absolute address replaces the base
  kSplit,
  kSameText,
  kNew,
  kMember,
  kPairs,
};

const std::unordered_map<std::string_view, Calls>& functions() {
  static const std::unordered_map<std::string_view, Calls> kCalls{
      {"path.join", Calls::kJoinPath},
      {"path.posix.join", Calls::kJoinPath},
      {"path.win32.join", Calls::kJoinPath},
      {"path/filepath.Join", Calls::kJoinPath},
      {"path.Join", Calls::kJoinPath},
      {"os.path.join", Calls::kJoinPathLoosely},
      {"posixpath.join", Calls::kJoinPathLoosely},
      {"pathlib.Path.joinpath", Calls::kJoinPathLoosely},
      {"path.resolve", Calls::kResolvePath},
      {"path.posix.resolve", Calls::kResolvePath},
      {"path.normalize", Calls::kCleanPath},
      {"os.path.normpath", Calls::kCleanPath},
      {"os.path.abspath", Calls::kCleanPath},
      {"os.path.realpath", Calls::kCleanPath},
      {"path/filepath.Clean", Calls::kCleanPath},
      {"path/filepath.Abs", Calls::kCleanPath},
      {"path/filepath.EvalSymlinks", Calls::kCleanPath},
      {"path.Clean", Calls::kCleanPath},
      {"fs.realpath", Calls::kCleanPath},
      {"fs.realpathSync", Calls::kCleanPath},
      {"fs.promises.realpath", Calls::kCleanPath},
      {"fs.realpathSync.native", Calls::kCleanPath},
      {"pathlib.Path.resolve", Calls::kCleanPath},
      {"path.relative", Calls::kRelativePath},
      {"os.path.relpath", Calls::kRelativePath},
      {"path/filepath.Rel", Calls::kRelativePath},
      {"os.path.commonpath", Calls::kCommonPath},
      {"os.path.commonprefix", Calls::kSame},
      {"urllib.parse.urljoin", Calls::kJoinUrl},
      {"requests.compat.urljoin", Calls::kJoinUrl},
      {"URL", Calls::kJoinUrl},
      {"fmt.Sprintf", Calls::kSprintf},
      {"fmt.Errorf", Calls::kSprintf},
      {"util.format", Calls::kSprintf},
      {"fmt.Sprint", Calls::kSprintf},
      {"fmt.Sprintln", Calls::kSprintf},
      {"base64.b64decode", Calls::kDecode},
      {"base64.standard_b64decode", Calls::kDecode},
      {"base64.urlsafe_b64decode", Calls::kDecode},
      {"base64.decodebytes", Calls::kDecode},
      {"base64.b32decode", Calls::kDecode},
      {"base64.b16decode", Calls::kDecode},
      {"binascii.a2b_base64", Calls::kDecode},
      {"binascii.unhexlify", Calls::kDecode},
      {"bytes.fromhex", Calls::kDecode},
      {"urllib.parse.unquote", Calls::kDecode},
      {"urllib.parse.unquote_plus", Calls::kDecode},
      {"html.unescape", Calls::kDecode},
      {"atob", Calls::kDecode},
      {"decodeURIComponent", Calls::kDecode},
      {"decodeURI", Calls::kDecode},
      {"unescape", Calls::kDecode},
      {"encoding/base64.StdEncoding.DecodeString", Calls::kDecode},
      {"encoding/base64.RawStdEncoding.DecodeString", Calls::kDecode},
      {"encoding/base64.URLEncoding.DecodeString", Calls::kDecode},
      {"encoding/base64.RawURLEncoding.DecodeString", Calls::kDecode},
      {"encoding/hex.DecodeString", Calls::kDecode},
      {"net/url.QueryUnescape", Calls::kDecode},
      {"net/url.PathUnescape", Calls::kDecode},
      {"html.UnescapeString", Calls::kDecode},
      {"JSON.parse", Calls::kParse},
      {"json.loads", Calls::kParse},
      {"structuredClone", Calls::kSame},
      {"copy.deepcopy", Calls::kSame},
      {"copy.copy", Calls::kSame},
      {"dict", Calls::kList},
      {"str", Calls::kSameText},
      {"String", Calls::kSameText},
      {"string", Calls::kSameText},
      {"list", Calls::kList},
      {"tuple", Calls::kList},
      {"set", Calls::kList},
      {"sorted", Calls::kList},
      {"reversed", Calls::kList},
      {"iter", Calls::kSame},
      {"next", Calls::kNew},
      {"Array.from", Calls::kList},
      {"typing.cast", Calls::kPromisify},
      {"strings.TrimSpace", Calls::kSameText},
      {"strings.ToLower", Calls::kSameText},
      {"strings.Trim", Calls::kSameText},
      {"strings.TrimPrefix", Calls::kSameText},
      {"strings.TrimSuffix", Calls::kSameText},
      {"strings.Split", Calls::kSplit},
      {"strings.Fields", Calls::kSplit},
      {"strings.SplitN", Calls::kSplit},
      {"shlex.split", Calls::kSplit},
      {"strings.Join", Calls::kJoinText},
      {"strings.HasPrefix", Calls::kStartsWith},
      {"strings.HasSuffix", Calls::kEndsWith},
      {"strings.Contains", Calls::kContains},
      {"strings.ContainsAny", Calls::kContains},
      {"slices.Contains", Calls::kMember},
      {"re.match", Calls::kMatches},
      {"re.search", Calls::kMatches},
      {"re.fullmatch", Calls::kFullMatch},
      {"regexp.MatchString", Calls::kMatches},
      {"re.compile", Calls::kCompileRegex},
      {"regexp.MustCompile", Calls::kCompileRegex},
      {"regexp.Compile", Calls::kCompileRegex},
      {"RegExp", Calls::kCompileRegex},
      {"re.sub", Calls::kSubstitute},
      {"functools.partial", Calls::kPartial},
      {"asyncio.to_thread", Calls::kCallLater},
      {"anyio.to_thread.run_sync", Calls::kCallLater},
      {"setTimeout", Calls::kCallLater},
      {"setImmediate", Calls::kCallLater},
      {"process.nextTick", Calls::kCallLater},
      {"queueMicrotask", Calls::kCallLater},
      {"util.promisify", Calls::kSame},
      {"asyncio.run", Calls::kSame},
      {"asyncio.create_task", Calls::kSame},
      {"asyncio.ensure_future", Calls::kSame},
      {"asyncio.wait_for", Calls::kSame},
      {"asyncio.shield", Calls::kSame},
      {"asyncio.gather", Calls::kAll},
      {"Promise.all", Calls::kSame},
      {"Promise.resolve", Calls::kSame},
      {"Promise.race", Calls::kNew},
      {"Promise.allSettled", Calls::kSame},
      {"Promise.any", Calls::kNew},
      {"Object.assign", Calls::kAssign},
      {"Object.freeze", Calls::kSame},
      {"Object.keys", Calls::kKeys},
      {"Object.values", Calls::kValues},
      {"Object.entries", Calls::kItems},
      {"Object.fromEntries", Calls::kPairs},
      {"Map", Calls::kPairs},
      {"enumerate", Calls::kItems},
      {"zip", Calls::kAll},
      {"map", Calls::kMapFunction},
      {"filter", Calls::kMapFunction},
      {"append", Calls::kAppendGo},
      {"isinstance", Calls::kIsInstance},
      {"functools.wraps", Calls::kBindFunction},
      {"bool", Calls::kTruth},
      {"any", Calls::kAnyOf},
      {"all", Calls::kAllOf},
      {"Boolean", Calls::kTruth},
      {"pydantic.TypeAdapter", Calls::kBindFunction},
      {"Buffer.from", Calls::kSame},
      {"bytes", Calls::kSame},
      {"getattr", Calls::kNew}};
  return kCalls;
}

// Containers of Python's library: what is put into them comes out of them.
bool is_container(std::string_view name) {
  static const std::set<std::string_view> kContainers{"asyncio.Queue",
                                                      "asyncio.LifoQueue",
                                                      "asyncio.PriorityQueue",
                                                      "queue.Queue",
                                                      "queue.LifoQueue",
                                                      "queue.PriorityQueue",
                                                      "queue.SimpleQueue",
                                                      "multiprocessing.Queue",
                                                      "io.StringIO",
                                                      "collections.deque()",
                                                      "collections.defaultdict()",
                                                      "collections.OrderedDict",
                                                      "contextvars.ContextVar",
                                                      "async_hooks.AsyncLocalStorage"};
  return kContainers.contains(name);
}

// The expression that a value is; 0: none.
Atom regex_of(const Value* value) {
  if (value == nullptr) return 0;
  for (const Ref& ref : value->refs) {
    if (ref.kind == RefKind::kRegex) return ref.a;
  }
  return value->known == Known::kText ? value->text : 0;
}

bool is_regex(const Value* value) {
  return value != nullptr && std::any_of(value->refs.begin(), value->refs.end(),
                                         [](const Ref& r) { return r.kind == RefKind::kRegex; });
}

}  // namespace

// emitter.on("x", f) and emitter.emit("x", v): whatever listens to an event of that name hears of it.
std::optional<const Value*> Evaluator::call_emitter(Frame& frame, std::string_view method, const Call& made) {
  const bool listens =
      method == "on" || method == "once" || method == "addListener" || method == "addEventListener";
  if ((!listens && method != "emit") || made.arguments.size() < 2) return std::nullopt;
  const Value* event = made.arguments.front().value;
  if (event == nullptr || event->known != Known::kText) return std::nullopt;
  const CellId cell = cell_of_name(event->text);
  if (listens) {
    Value functions;
    for (const Ref& ref :
         made.arguments[1].value == nullptr ? std::vector<Ref>() : made.arguments[1].value->refs) {
      if (ref.kind == RefKind::kFunction) functions.refs.push_back(ref);
    }
    if (!functions.refs.empty()) write_cell(frame, cell, values_.make(std::move(functions)), false);
    // What a library's object tells of comes from the library.
    return std::nullopt;
  }
  const Value* listeners = read_cell(&frame, cell);
  if (listeners == nullptr) return std::nullopt;
  std::vector<const Value*> values;
  for (size_t n = 1; n < made.arguments.size(); ++n) values.push_back(made.arguments[n].value);
  call_back(frame, listeners, values, *made.instruction);
  return nullptr;
}

// ctx = context.WithValue(ctx, key, v) of Go, and ctx.Value(key): by the key, whatever context it is.
std::optional<const Value*> Evaluator::call_context(Frame& frame, std::string_view full, const Call& made) {
  if (frame.file->module.language != Language::kGo) return std::nullopt;
  const bool gives = full == "context.WithValue" && made.arguments.size() == 3;
  const bool takes = made.method != 0 && text(made.method) == "Value" && made.arguments.size() == 1;
  if (!gives && !takes) return std::nullopt;
  const Value* key = made.arguments[gives ? 1 : 0].value;
  if (key == nullptr) return std::nullopt;
  std::string name;
  if (key->known == Known::kText) name = text(key->text);
  for (const Ref& ref : key->refs) {
    if (ref.kind == RefKind::kInstance) name = fmt::format("{}:{}", ref.a, ref.b);
    if (ref.kind == RefKind::kExternal) name = text(ref.a);
  }
  if (name.empty()) return std::nullopt;
  const CellId cell = cell_of_name(atoms_.of("context " + name));
  if (takes) return values_.without(read_cell(&frame, cell), frame.state.facts);
  write_cell(frame, cell, values_.without(made.arguments[2].value, frame.state.facts), false);
  return made.arguments[0].value;
}

const Value* Evaluator::texts_of(const Value* value, uint8_t set, uint8_t clear) {
  Value out;
  for (Taint taint : values_.all_taints(value)) {
    taint.flags = static_cast<uint8_t>((taint.flags & ~(clear | kAsGiven)) | set);
    Values::add_taint(out.taints, taint);
  }
  return values_.make(std::move(out));
}

const Value* Evaluator::decoded(const Value* value) {
  Value out;
  for (Taint taint : values_.all_taints(value)) {
    taint.origin = origins_.decoded(taint.origin);
    taint.dangers = kEveryDanger;
    taint.flags &= static_cast<uint8_t>(~(kAsGiven | kResolved | kFollowed));
    Values::add_taint(out.taints, taint);
  }
  return values_.make(std::move(out));
}

const Value* Evaluator::replaced(Frame& frame, std::string_view full, const Value* value, const Value* what,
                                 const Value* with, const ir::Instruction& at) {
  Dangers gone_now = 0;
  const Atom pattern = is_regex(what) ? regex_of(what) : 0;
  // JavaScript replaces the first match alone, unless it is told otherwise.
  const bool is_script =
      frame.file->module.language != Language::kPython && frame.file->module.language != Language::kGo;
  const bool replaces_all =
      !is_script || full.ends_with("replaceAll") ||
      (what != nullptr && std::any_of(what->refs.begin(), what->refs.end(),
                                      [](const Ref& r) { return r.kind == RefKind::kRegex && r.b == 1; }));
  // replace(/[<>&]/g, (c) => table[c]): what the function makes of a match.
  const bool is_function = with != nullptr && !with->refs.empty() && with->taints.empty();
  const Value* made_of_match = is_function ? call_back(frame, with, {value}, at) : with;
  const bool is_entity = made_of_match != nullptr &&
                         (made_of_match->known == Known::kText || made_of_match->known == Known::kPrefix) &&
                         text(made_of_match->text).starts_with('&');
  const bool by_own_text = is_function && !values_.has_taint(made_of_match);
  const bool by_harmless =
      with != nullptr && with->known == Known::kText &&
      text(with->text).find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
          std::string_view::npos;
  if (pattern != 0 && by_harmless) {
    gone_now = excluded_by_absence(text(pattern));
    if (!replaces_all) {
      doubt(frame, value, gone_now, "only the first match is replaced", at.span);
      gone_now = 0;
    }
  }
  // Escaping markup: every "<" becomes an entity.
  const std::string_view replaced_text = what != nullptr && what->known == Known::kText
                                             ? text(what->text)
                                             : (pattern != 0 ? text(pattern) : std::string_view());
  if (replaces_all && (is_entity || by_own_text) && replaced_text.contains('<')) gone_now |= kHtml | kXml;
  const Value* out = texts_of(value, 0, kResolved);
  for (const Taint& t : values_.all_taints(with)) {
    Value extra;
    Values::add_taint(extra.taints, t);
    out = values_.join(out, values_.make(std::move(extra)));
  }
  // dir.replace(/\\/?$/, "/"): it ends with a separator now.
  if (with != nullptr && with->known == Known::kText && pattern != 0 && text(pattern).ends_with('$') &&
      (text(with->text).ends_with('/') || text(with->text).ends_with('\\')) && !values_.is_hostile(value)) {
    return values_.external("#separator");
  }
  return values_.without(out, gone_now);
}

std::optional<const Value*> Evaluator::call_known(Frame& frame, Atom method, std::string_view full,
                                                  Call& made) {
  const ir::Instruction& at = *made.instruction;
  const auto argument = [&](size_t n) -> const Value* {
    size_t position = 0;
    for (const Given& given : made.arguments) {
      if (given.kind == ir::ArgumentKind::kNamed || given.kind == ir::ArgumentKind::kNamedSpread) continue;
      if (given.kind == ir::ArgumentKind::kSpread) return values_.any_part(given.value);
      if (position++ == n) return given.value;
    }
    return nullptr;
  };
  const auto joined_path = [&](bool loosely) -> const Value* {
    std::vector<const Value*> parts;
    if (full == "pathlib.Path.joinpath") parts.push_back(made.receiver);
    for (const Given& given : made.arguments)
      parts.push_back(given.kind == ir::ArgumentKind::kSpread ? values_.any_part(given.value) : given.value);
    Value out;
    bool first = true;
    bool constant = true;
    std::string whole;
    for (const Value* part : parts) {
      if (part == nullptr || part->known != Known::kText) constant = false;
      if (constant) whole += (whole.empty() ? "" : "/") + std::string(text(part->text));
      for (Taint taint : values_.all_taints(part)) {
        taint.flags &= static_cast<uint8_t>(~kAsGiven);
        if (!loosely) taint.flags |= kResolved;
        if (!first) {
          taint.dangers &= ~(kOption | kProgram);
          if (!loosely) {
            taint.flags |= kFollowed;
            taint.dangers &= ~kAbsolute;
          }
        }
        Values::add_taint(out.taints, taint);
      }
      first = false;
    }
    if (constant && !parts.empty()) {
      out.known = Known::kText;
      out.text = atoms_.of(whole);
    }
    // os.path.join(root, "") ends with a separator.
    if (!parts.empty() && parts.back() != nullptr && parts.back()->known == Known::kText &&
        text(parts.back()->text).empty())
      out.refs.push_back({RefKind::kExternal, atoms_.of("#separator"), 0, nullptr});
    if (full.starts_with("pathlib."))
      out.refs.push_back({RefKind::kExternal, atoms_.of("pathlib.Path"), 0, nullptr});
    return values_.make(std::move(out));
  };
  const auto pair_list = [&](const Value* key, const Value* value) {
    Value pair;
    pair.fields.emplace_back(atoms_.of("0"), key);
    pair.fields.emplace_back(atoms_.of("1"), value);
    std::sort(pair.fields.begin(), pair.fields.end());
    pair.length = 2;
    return values_.with_element(nullptr, values_.make(std::move(pair)));
  };
  const auto keys_of = [&](const Value* value) -> const Value* {
    if (value == nullptr || value->taints.empty()) return nullptr;
    Value out;
    out.taints = value->taints;
    return values_.make(std::move(out));
  };
  const auto each = [&](const Value* list, const Value* function) -> const Value* {
    const Value* element = values_.any_part(list);
    return call_back(frame, function, {element, nullptr, list}, at);
  };

  // A bare name is a method of something here, not the function of that name.
  const bool is_bare_method = method != 0 && full.size() == text(method).size();
  if (const auto found = functions().find(full); found != functions().end() && !is_bare_method) {
    switch (found->second) {
      case Calls::kJoinPath:
        return joined_path(false);
      case Calls::kJoinPathLoosely:
        return joined_path(true);
      case Calls::kResolvePath: {
        Value out;
        for (const Given& given : made.arguments) {
          for (Taint taint : values_.all_taints(given.value)) {
            taint.flags = static_cast<uint8_t>((taint.flags & ~kAsGiven) | kResolved);
            taint.dangers &= ~kOption;
            Values::add_taint(out.taints, taint);
          }
        }
        return values_.make(std::move(out));
      }
      case Calls::kCleanPath: {
        const Value* value = full == "pathlib.Path.resolve" ? made.receiver : argument(0);
        const Value* out = texts_of(value, kResolved, 0);
        if (full.starts_with("pathlib.")) {
          Value with = out == nullptr ? Value() : *out;
          with.refs.push_back({RefKind::kExternal, atoms_.of("pathlib.Path"), 0, nullptr});
          return values_.make(std::move(with));
        }
        // (path, error) in Go
        if (full == "path/filepath.Abs" || full == "path/filepath.EvalSymlinks") {
          Value pair;
          pair.fields.emplace_back(atoms_.of("0"), out);
          return values_.make(std::move(pair));
        }
        return out;
      }
      case Calls::kRelativePath: {
        const bool first_is_path = full == "os.path.relpath";
        const Value* value = argument(first_is_path ? 0 : 1);
        Value out;
        for (Taint taint : values_.all_taints(value)) {
          taint.flags = static_cast<uint8_t>((taint.flags & ~kAsGiven) | kResolved);
          Values::add_taint(out.taints, taint);
        }
        if (values_.is_hostile(argument(first_is_path ? 1 : 0), kPath)) return values_.make(std::move(out));
        out.refs.push_back({RefKind::kExternal, atoms_.of("#relative"), 0, nullptr});
        const Value* relative = values_.make(std::move(out));
        if (full == "path/filepath.Rel") {
          Value pair;
          pair.fields.emplace_back(atoms_.of("0"), relative);
          return values_.make(std::move(pair));
        }
        return relative;
      }
      case Calls::kCommonPath: {
        const Value* list = argument(0);
        return texts_of(list, 0, 0);
      }
      case Calls::kJoinUrl: {
        const bool base_first = full != "URL";
        if (!base_first && argument(1) == nullptr) return std::nullopt;
        const Value* base = argument(base_first ? 0 : 1);
        const Value* relative = argument(base_first ? 1 : 0);
        Value out;
        // A base that is a script is none: that throws.
        for (Taint taint : values_.all_taints(texts_of(base, 0, kResolved))) {
          taint.dangers &= ~kScript;
          if (taint.dangers != 0) Values::add_taint(out.taints, taint);
        }
        for (Taint taint : values_.all_taints(texts_of(relative, 0, kResolved))) {
          // Without a slash it names no host: percent-encoded, a base name.
          if ((taint.dangers & kPath) == 0) taint.dangers &= ~(kUrl | kRedirect);
          Values::add_taint(out.taints, taint);
        }
        if (!base_first) out.refs.push_back({RefKind::kExternal, atoms_.of("URL"), 0, nullptr});
        return values_.make(std::move(out));
      }
      case Calls::kSprintf: {
        std::vector<const Value*> parts;
        const Value* format = argument(0);
        if (format != nullptr && format->known == Known::kText && full != "fmt.Sprint") {
          const std::string_view template_text = text(format->text);
          size_t from = 0;
          size_t next_argument = 1;
          for (size_t i = 0; i < template_text.size(); ++i) {
            if (template_text[i] != '%') continue;
            size_t end = i + 1;
            while (end < template_text.size() &&
                   std::string_view("+-# 0123456789.[]*").contains(template_text[end]))
              ++end;
            if (end >= template_text.size()) break;
            if (template_text[end] == '%') {
              i = end;
              continue;
            }
            parts.push_back(values_.text(template_text.substr(from, i - from)));
            const Value* value = argument(next_argument++);
            // Numbers and quoted text: %d, %q
            if (template_text[end] == 'd' || template_text[end] == 'f' || template_text[end] == 't' ||
                template_text[end] == 'x')
              value = nullptr;
            parts.push_back(value);
            i = end;
            from = end + 1;
          }
          if (from < template_text.size()) parts.push_back(values_.text(template_text.substr(from)));
          std::erase_if(parts, [&](const Value* p) {
            return p != nullptr && p->known == Known::kText && text(p->text).empty();
          });
        } else {
          for (const Given& given : made.arguments) parts.push_back(given.value);
        }
        return concat(frame, parts, at.span);
      }
      case Calls::kDecode: {
        const Value* plain = decoded(argument(0));
        if (frame.file->module.language != Language::kGo || full == "html.UnescapeString") return plain;
        Value pair;  // (text, error)
        pair.fields.emplace_back(atoms_.of("0"), plain);
        return values_.make(std::move(pair));
      }
      case Calls::kParse:
        return argument(0) == nullptr ? nullptr : values_.flattened(argument(0));
      case Calls::kSame: {
        // Buffer.from(text, "base64")
        const Value* encoding = full == "Buffer.from" ? argument(1) : nullptr;
        const bool is_decoded = encoding != nullptr && encoding->known == Known::kText &&
                                (text(encoding->text).starts_with("base64") || text(encoding->text) == "hex");
        return is_decoded ? decoded(argument(0)) : argument(0);
      }
      case Calls::kSameText:
        return made.arguments.empty()
                   ? nullptr
                   : std::optional(argument(0) == nullptr ? nullptr
                                   : is_separator(argument(0)) || (argument(0)->known != Known::kNothing &&
                                                                   argument(0)->taints.empty())
                                       ? argument(0)
                                       : texts_of(argument(0), 0, 0));
      case Calls::kJoinText:
        return texts_of(argument(0), 0, kResolved);
      case Calls::kSplit: {
        const Value* pieces = texts_of(argument(0), 0, kResolved);
        return pieces;
      }
      case Calls::kStartsWith:
        return test_prefix(frame, argument(0), argument(1), false, at.span);
      case Calls::kEndsWith:
        return test_prefix(frame, argument(0), argument(1), true, at.span);
      case Calls::kContains:
        return test_contains(frame, argument(0), argument(1), at.span);
      case Calls::kMember:
        return test_member(argument(1), argument(0));
      case Calls::kMatches: {
        // re.match fixes the start; re.search nothing.
        const Atom pattern = regex_of(argument(0));
        const Value* tested = argument(1);
        if (pattern != 0 && full == "re.match" && !text(pattern).starts_with('^'))
          return both_of(
              piece(frame, tested, at.span),
              test_regex(frame, tested, atoms_.of("^" + std::string(text(pattern))), false, at.span));
        return both_of(piece(frame, tested, at.span), test_regex(frame, tested, pattern, false, at.span));
      }
      case Calls::kFullMatch:
        return both_of(piece(frame, argument(1), at.span),
                       test_regex(frame, argument(1), regex_of(argument(0)), true, at.span));
      case Calls::kCompileRegex: {
        const Value* pattern = argument(0);
        if (pattern == nullptr || pattern->known != Known::kText) {
          Value out;
          out.taints = values_.all_taints(pattern);
          return values_.make(std::move(out));
        }
        return values_.ref({RefKind::kRegex, pattern->text, 0, nullptr});
      }
      case Calls::kSubstitute: {
        const Value* pattern = argument(0);
        if (pattern != nullptr && pattern->known == Known::kText)
          pattern = values_.ref({RefKind::kRegex, pattern->text, 0, nullptr});
        return replaced(frame, full, argument(2), pattern, argument(1), at);
      }
      case Calls::kPartial: {
        Partial partial{argument(0), {}};
        for (size_t n = 1; n < made.arguments.size(); ++n) partial.arguments.push_back(made.arguments[n]);
        auto same = std::find(partials_.begin(), partials_.end(), partial);
        if (same == partials_.end()) {
          if (partials_.size() > 5000) return std::nullopt;
          partials_.push_back(std::move(partial));
          same = std::prev(partials_.end());
        }
        return values_.ref({RefKind::kPartial, static_cast<uint32_t>(same - partials_.begin()), 0, nullptr});
      }
      case Calls::kCallLater: {
        Call later = made;
        const Value* function = argument(0);
        if (!later.arguments.empty()) later.arguments.erase(later.arguments.begin());
        if (full == "setTimeout" && !later.arguments.empty()) later.arguments.erase(later.arguments.begin());
        later.method = 0;
        later.receiver = nullptr;
        return call(frame, function, later);
      }
      case Calls::kPromisify:
        return argument(1);
      case Calls::kAll: {
        const Value* out = nullptr;
        Value empty;
        empty.length = 0;
        out = values_.make(std::move(empty));
        if (full == "zip") {
          const Value* pair = out;
          for (const Given& given : made.arguments)
            pair = values_.appended(pair, values_.any_part(given.value));
          return values_.with_element(nullptr, pair);
        }
        for (const Given& given : made.arguments)
          out = given.kind == ir::ArgumentKind::kSpread
                    ? values_.with_element(out, values_.any_part(given.value))
                    : values_.appended(out, given.value);
        return out;
      }
      case Calls::kAssign: {
        const Value* out = argument(0);
        for (size_t n = 1; n < made.arguments.size(); ++n) out = values_.join(out, made.arguments[n].value);
        if (!made.arguments.empty()) {
          const auto written = frame.code->arguments_of(at);
          if (!written.empty() && at.op == ir::Op::kCall) change(frame, written[0].value, out);
        }
        return out;
      }
      case Calls::kKeys:
        return values_.with_element(nullptr, keys_of(argument(0)));
      case Calls::kValues:
        return values_.with_element(nullptr, values_.any_part(argument(0)));
      case Calls::kItems:
        if (full == "enumerate") return pair_list(nullptr, values_.any_part(argument(0)));
        return pair_list(keys_of(argument(0)), values_.any_part(argument(0)));
      case Calls::kList: {
        const Value* list = argument(0);
        if (list == nullptr) return nullptr;
        if (!list->fields.empty() || list->element != nullptr || list->length != kNone) return list;
        return list->taints.empty() ? nullptr : list;
      }
      case Calls::kPairs: {
        // [["k", v], ...]
        const Value* out = nullptr;
        const Value* list = argument(0);
        if (list == nullptr) return nullptr;
        const auto add = [&](const Value* pair) {
          const Value* key = values_.field(pair, atoms_.of("0"));
          const Value* value = values_.field(pair, atoms_.of("1"));
          out = key != nullptr && key->known == Known::kText ? values_.with_field(out, key->text, value)
                                                             : values_.with_element(out, value);
        };
        if (list->length == kNone) add(values_.any_part(list));
        for (const auto& [number, pair] : list->fields) add(pair);
        return out;
      }
      case Calls::kMapFunction: {
        if (argument(1) == nullptr) return std::nullopt;
        const Value* mapped = call_back(frame, argument(0), {values_.any_part(argument(1))}, at);
        if (full == "filter") return argument(1);
        return values_.with_element(
            nullptr, values_.join(mapped, has_any_function(made) ? nullptr : values_.any_part(argument(1))));
      }
      case Calls::kAppendGo: {
        if (frame.file->module.language != Language::kGo) return std::nullopt;
        const Value* out = argument(0);
        bool first = true;
        for (const Given& given : made.arguments) {
          if (first) {
            first = false;
            continue;
          }
          if (given.kind != ir::ArgumentKind::kSpread) {
            out = values_.appended(out, given.value);
          } else {
            out = values_.with_element(out, values_.any_part(given.value));
          }
        }
        return out;
      }
      case Calls::kAnyOf:
      case Calls::kAllOf: {
        const Value* element = argument(0) == nullptr ? nullptr : values_.any_part(argument(0));
        if (element == nullptr) return nullptr;
        if (found->second == Calls::kAllOf) return proving(element->if_true, {});
        // any(p.is_relative_to(root) for root in roots): of the one path, not of the many roots.
        Facts if_true;
        for (const auto& [origin, dangers] : element->if_true) {
          if ((dangers & ~(kPath | kClimbs | kAbsolute)) == 0) add_fact(if_true, origin, dangers);
        }
        return proving(if_true, element->if_false);
      }
      case Calls::kTruth:
        return argument(0) == nullptr ? nullptr : proving(argument(0)->if_true, argument(0)->if_false);
      case Calls::kBindFunction:
        return values_.external("#identity");
      case Calls::kIsInstance: {
        const Value* types = argument(1);
        bool harmless = types != nullptr && !types->refs.empty();
        if (types != nullptr) {
          for (const Ref& ref : types->refs) {
            static constexpr std::string_view kHarmless[] = {"int", "float", "bool", "complex", "uuid.UUID"};
            harmless =
                harmless && ref.kind == RefKind::kExternal &&
                std::find(std::begin(kHarmless), std::end(kHarmless), text(ref.a)) != std::end(kHarmless);
          }
        }
        Facts if_true;
        if (harmless) prove(if_true, argument(0), kEveryDanger);
        return proving(if_true, {});
      }
      case Calls::kNew: {
        if (full == "getattr") {
          const Value* name = argument(1);
          if (name != nullptr && name->known == Known::kText)
            return load_member(frame, argument(0), name->text, at);
          return values_.join(values_.any_part(argument(0)), any_member(frame, argument(0), name, at));
        }
        return values_.any_part(argument(0));
      }
    }
  }
  if (full == "#identity") return argument(0);
  // A function's own methods.
  const std::string_view name = method != 0 ? text(method) : last_part(full);
  if (made.receiver != nullptr && (name == "bind" || name == "call" || name == "apply")) {
    const bool is_function =
        std::any_of(made.receiver->refs.begin(), made.receiver->refs.end(), [](const Ref& r) {
          return r.kind == RefKind::kFunction || r.kind == RefKind::kPartial || r.kind == RefKind::kExternal;
        });
    if (is_function) {
      Value target = *made.receiver;
      for (Ref& ref : target.refs) {
        if (ref.kind == RefKind::kFunction && argument(0) != nullptr) ref.bound = argument(0);
      }
      const Value* function = values_.make(std::move(target));
      if (name == "bind") {
        if (made.arguments.size() <= 1) return function;
        Partial partial{function, {made.arguments.begin() + 1, made.arguments.end()}};
        partials_.push_back(std::move(partial));
        return values_.ref({RefKind::kPartial, static_cast<uint32_t>(partials_.size() - 1), 0, nullptr});
      }
      Call inner = made;
      inner.method = 0;
      inner.receiver = nullptr;
      if (!inner.arguments.empty()) inner.arguments.erase(inner.arguments.begin());
      if (name == "apply" && !inner.arguments.empty()) {
        const Given list = inner.arguments.front();
        inner.arguments.assign(1, list);
        inner.arguments.front().kind = ir::ArgumentKind::kSpread;
        if (list.value != nullptr && list.value->length != kNone && list.value->element == nullptr) {
          inner.arguments.clear();
          for (uint32_t n = 0; n < list.value->length; ++n)
            inner.arguments.push_back({values_.field(list.value, atoms_.of(std::to_string(n))), 0,
                                       ir::ArgumentKind::kPositional, list.span});
        }
      }
      return call(frame, function, inner);
    }
  }
  if (name == "run_in_executor") {
    Call inner = made;
    inner.method = 0;
    inner.receiver = nullptr;
    if (inner.arguments.size() < 2) return std::nullopt;
    const Value* function = argument(1);
    inner.arguments.erase(inner.arguments.begin(), inner.arguments.begin() + 2);
    return call(frame, function, inner);
  }
  if (const auto out = call_context(frame, full, made)) return out;
  if (method == 0) return std::nullopt;
  if (const auto out = call_emitter(frame, name, made)) return out;
  const auto found = methods().find(name);
  if (found == methods().end()) return std::nullopt;
  // A method of something of a library that merely has such a name: `client.get(url)` is no dictionary.
  const Value* self = made.receiver;
  const ir::ValueId place =
      frame.code->code[at.a].op == ir::Op::kField ? frame.code->code[at.a].a : ir::kNone;
  const bool is_outside =
      self != nullptr && std::any_of(self->refs.begin(), self->refs.end(), [&](const Ref& r) {
        return r.kind == RefKind::kExternal && !text(r.a).starts_with('#') &&
               !text(r.a).starts_with("pathlib.") && !is_container(text(r.a));
      });
  switch (found->second) {
    case Does::kAppend:
      if (is_outside || place == ir::kNone) return std::nullopt;
      // Others have methods of these names that mean something else.
      if ((name.starts_with("put") || name == "write") && (self == nullptr || self->refs.empty()))
        return std::nullopt;
      for (const Given& given : made.arguments) {
        const Value* now = frame.results[place];
        // args.push("--since", since)
        const bool has_last = now != nullptr && now->length != kNone && now->length > 0;
        const Value* before = &given != made.arguments.data() ? (&given - 1)->value
                              : has_last ? values_.field(now, atoms_.of(std::to_string(now->length - 1)))
                                         : nullptr;
        if (given.kind != ir::ArgumentKind::kSpread && takes_value(atoms_, before)) {
          change(frame, place, values_.appended(now, values_.without(given.value, kOption)));
          continue;
        }
        change(frame, place,
               given.kind == ir::ArgumentKind::kSpread
                   ? values_.with_element(now, values_.any_part(given.value))
               : name == "unshift" || name == "appendleft" ? values_.with_element(now, given.value)
                                                           : values_.appended(now, given.value));
      }
      return frame.results[place];
    case Does::kExtend: {
      if (is_outside) return std::nullopt;
      const Value* out = self;
      for (const Given& given : made.arguments) {
        const Value* list = given.value;
        if (list != nullptr && list->length != kNone && list->element == nullptr) {
          for (uint32_t n = 0; n < list->length; ++n)
            out = values_.appended(out, values_.field(list, atoms_.of(std::to_string(n))));
        } else if (name == "concat" && list != nullptr && list->fields.empty() && list->element == nullptr) {
          out = values_.with_element(out, list);
        } else {
          out = values_.with_element(out, values_.any_part(list));
        }
      }
      if (name == "extend" && place != ir::kNone) change(frame, place, out);
      return out;
    }
    case Does::kInsert:
      if (is_outside || place == ir::kNone) return std::nullopt;
      change(frame, place, values_.with_element(self, argument(1)));
      return nullptr;
    case Does::kUpdate: {
      if (is_outside || place == ir::kNone || made.arguments.size() != 1) return std::nullopt;
      change(frame, place, values_.join(self, argument(0)));
      return nullptr;
    }
    case Does::kSetKey: {
      if (is_outside || place == ir::kNone) return std::nullopt;
      const Value* key = argument(0);
      // variable.set(v) of a ContextVar
      if (made.arguments.size() == 1 && self != nullptr && !self->refs.empty())
        change(frame, place, values_.with_element(self, key));
      if (made.arguments.size() < 2) return std::nullopt;
      change(frame, place,
             key != nullptr && key->known == Known::kText ? values_.with_field(self, key->text, argument(1))
                                                          : values_.with_element(self, argument(1)));
      return frame.results[place];
    }
    case Does::kGet: {
      if (is_outside && (self->fields.empty() && self->element == nullptr && self->taints.empty()))
        return std::nullopt;
      const Value* key = argument(0);
      const bool is_known = key != nullptr && (key->known == Known::kText || key->known == Known::kNumber);
      // A list of which every element is known, and which it is.
      if ((name == "pop" || name == "shift" || name == "popleft") && place != ir::kNone && self != nullptr &&
          self->length != kNone && self->element == nullptr && self->length > 0) {
        const auto given = is_known ? number_of(text(key->text)) : std::nullopt;
        const uint32_t last = self->length - 1;
        const bool is_first = name != "pop" || (given && *given == 0);
        if (is_first || (key == nullptr && name == "pop") || (given && (*given == -1 || *given == last))) {
          const uint32_t taken = is_first ? 0 : last;
          Value empty;
          empty.length = 0;
          const Value* rest = values_.make(std::move(empty));
          for (uint32_t n = 0; n <= last; ++n) {
            if (n != taken) rest = values_.appended(rest, values_.field(self, atoms_.of(std::to_string(n))));
          }
          const Value* out = values_.field(self, atoms_.of(std::to_string(taken)));
          change(frame, place, rest);
          return values_.without(out, frame.state.facts);
        }
      }
      if (name == "get_nowait" && self == nullptr) return std::nullopt;
      const Value* out = is_known ? values_.field(self, key->text) : values_.any_part(self);
      // There may be none of that key.
      const Value* otherwise =
          argument(1) != nullptr || is_known || out == nullptr ? argument(1) : values_.known(Known::kNull);
      return values_.without(values_.join(out, otherwise), frame.state.facts);
    }
    case Does::kJoin: {
      if (is_outside && !values_.has_taint(self) && self->fields.empty() && self->element == nullptr)
        return std::nullopt;
      // "sep".join(list) of Python, list.join(sep) of JavaScript.
      const bool separator_first = frame.file->module.language == Language::kPython;
      const Value* list = separator_first ? argument(0) : self;
      const Value* separator = separator_first ? self : argument(0);
      if (list != nullptr && list->length != kNone && list->element == nullptr && list->length > 0 &&
          list->taints.empty()) {
        std::vector<const Value*> parts;
        for (uint32_t n = 0; n < list->length; ++n) {
          if (n > 0)
            parts.push_back(separator == nullptr ? values_.text(separator_first ? "" : ",") : separator);
          parts.push_back(values_.field(list, atoms_.of(std::to_string(n))));
        }
        return concat(frame, parts, at.span);
      }
      return values_.join(texts_of(list, 0, kResolved), texts_of(separator, 0, 0));
    }
    case Does::kPiece:
      return name.contains("split") || name.contains("partition") ? texts_of(self, 0, kResolved)
                                                                  : piece(frame, self, at.span, kResolved);
    case Does::kSlice: {
      if (self == nullptr) return nullptr;
      if (self->taints.empty()) {
        Value out;
        out.element = values_.any_part(self);
        return values_.make(std::move(out));
      }
      return piece(frame, self, at.span);
    }
    case Does::kSame:
      if (name == "format" || name == "toString") {
        std::vector<const Value*> parts{self};
        for (const Given& given : made.arguments) parts.push_back(given.value);
        return parts.size() == 1 ? texts_of(self, 0, 0) : concat(frame, parts, at.span);
      }
      if (self != nullptr && self->taints.empty() && self->known == Known::kText) return self;
      return texts_of(self, 0, 0);
    case Does::kEncode:
      return texts_of(self, 0, 0);
    case Does::kGetText:
      if (self == nullptr || self->refs.empty() || is_outside) return std::nullopt;
      return texts_of(self, 0, kResolved);
    case Does::kRunWith: {
      const bool is_storage =
          self != nullptr && std::any_of(self->refs.begin(), self->refs.end(), [&](const Ref& r) {
            return r.kind == RefKind::kExternal && text(r.a) == "async_hooks.AsyncLocalStorage";
          });
      if (!is_storage || place == ir::kNone) return std::nullopt;
      change(frame, place, values_.with_element(self, argument(0)));
      return argument(1) == nullptr ? nullptr : call_back(frame, argument(1), {}, at);
    }
    case Does::kValidate: {
      if (self == nullptr || self->refs.empty() || self->refs.front().kind != RefKind::kClass)
        return std::nullopt;
      return by_class({self->refs.front().a, self->refs.front().b}, argument(0), 0);
    }
    case Does::kReplace:
      return replaced(frame, full, self, argument(0), argument(1), at);
    case Does::kStartsWith:
      return test_prefix(frame, self, argument(0), false, at.span);
    case Does::kEndsWith:
      return test_prefix(frame, self, argument(0), true, at.span);
    case Does::kContains:
      if (values_.is_hostile(self) && !values_.is_hostile(argument(0)))
        return test_contains(frame, self, argument(0), at.span);
      return test_member(argument(0), self);
    case Does::kMatches: {
      if (is_regex(self)) {
        const bool whole = name == "fullmatch";
        const bool from_start = name == "match" && frame.file->module.language == Language::kPython;
        const Atom pattern = regex_of(self);
        const Atom anchored = from_start && !text(pattern).starts_with('^')
                                  ? atoms_.of("^" + std::string(text(pattern)))
                                  : pattern;
        return both_of(piece(frame, argument(0), at.span),
                       test_regex(frame, argument(0), anchored, whole, at.span));
      }
      if (is_regex(argument(0)))
        return both_of(piece(frame, self, at.span),
                       test_regex(frame, self, regex_of(argument(0)), false, at.span));
      return std::nullopt;
    }
    case Does::kEach: {
      if (!has_any_function(made)) return std::nullopt;
      const Value* mapped = each(self, argument(0));
      if (name == "map" || name == "flatMap") return values_.with_element(nullptr, mapped);
      if (name == "filter") {
        // What the test lets pass lacks what the test excludes.
        const Value* out = self;
        if (mapped != nullptr && !mapped->if_true.empty()) out = values_.without(out, mapped->if_true);
        return out;
      }
      // Of something else than the elements, what one call proves holds; of the elements, only what all
      // prove.
      if (name == "some" && mapped != nullptr)
        return proving(values_.is_hostile(self) ? Facts() : mapped->if_true, mapped->if_false);
      if (name == "every" && mapped != nullptr)
        return proving(mapped->if_true, values_.is_hostile(self) ? Facts() : mapped->if_false);
      return nullptr;
    }
    case Does::kReduce: {
      const Value* start = argument(1);
      return values_.join(start, call_back(frame, argument(0), {start, values_.any_part(self)}, at));
    }
    case Does::kThen: {
      if (!has_any_function(made)) return std::nullopt;
      const Value* out = call_back(frame, argument(0), {self}, at);
      return values_.join(out,
                          argument(1) == nullptr ? nullptr : call_back(frame, argument(1), {nullptr}, at));
    }
    case Does::kCatch: {
      if (!has_any_function(made)) return std::nullopt;
      return values_.join(self, call_back(frame, argument(0), {nullptr}, at));
    }
    case Does::kItems: {
      if (is_outside && self->element == nullptr && self->fields.empty()) return std::nullopt;
      return pair_list(keys_of(self), values_.any_part(self));
    }
    case Does::kValues:
      return values_.with_element(nullptr, values_.any_part(self));
    case Does::kKeys:
      return values_.with_element(nullptr, keys_of(self));
    case Does::kElements:
    case Does::kCopy:
      return self;
    case Does::kFind: {
      if (!has_any_function(made)) {
        if (frame.file->module.language == Language::kPython)
          return test_contains(frame, self, argument(0), at.span);
        return std::nullopt;
      }
      each(self, argument(0));
      return values_.any_part(self);
    }
    case Does::kRelative: {
      Facts always;
      if (!values_.is_hostile(argument(0), kPath))
        prove(always, self, kPath | kClimbs | kAbsolute, kPath | kClimbs | kAbsolute);
      frame.state.facts = both(frame.state.facts, always);
      return values_.without(self, frame.state.facts);
    }
    case Does::kIsRelative: {
      Facts if_true;
      if (!values_.is_hostile(argument(0), kPath))
        prove(if_true, self, kPath | kClimbs | kAbsolute, kPath | kClimbs | kAbsolute);
      return proving(if_true, {});
    }
  }
  return std::nullopt;
}

}  // namespace sentinel::flow
