#include "syntax/tree.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <mutex>

#include <tree_sitter/api.h>

extern "C" {
const TSLanguage* tree_sitter_python();
const TSLanguage* tree_sitter_javascript();
const TSLanguage* tree_sitter_typescript();
const TSLanguage* tree_sitter_tsx();
const TSLanguage* tree_sitter_go();
}

namespace sentinel::syntax {
namespace {

// Of this thread alone: a busy machine must not make a file unreadable.
struct Clock {
  using Duration = std::chrono::nanoseconds;
  using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;
  static TimePoint now() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return TimePoint(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
  }
};

// What tree-sitter holds on this thread. Its allocator cannot fail gracefully (it ends the process), so the
// limit is asked for in the progress callback, which runs every hundred steps or so.
thread_local size_t held = 0;

// The size stands in front of the block, in a space that keeps the alignment.
constexpr size_t kHeader = alignof(std::max_align_t);

void* counted(void* block, size_t size) {
  if (block == nullptr) std::abort();
  *static_cast<size_t*>(block) = size;
  held += size;
  return static_cast<std::byte*>(block) + kHeader;
}

void* counted_malloc(size_t size) { return counted(std::malloc(size + kHeader), size); }

void* counted_calloc(size_t count, size_t size) {
  return counted(std::calloc(1, count * size + kHeader), count * size);
}

void counted_free(void* memory) {
  if (memory == nullptr) return;
  void* block = static_cast<std::byte*>(memory) - kHeader;
  held -= *static_cast<size_t*>(block);
  std::free(block);
}

void* counted_realloc(void* memory, size_t size) {
  if (memory == nullptr) return counted_malloc(size);
  void* block = static_cast<std::byte*>(memory) - kHeader;
  held -= *static_cast<size_t*>(block);
  return counted(std::realloc(block, size + kHeader), size);
}

struct ParserFree {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
struct TreeFree {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};

struct Watch {
  Clock::TimePoint deadline;
  size_t most_bytes = 0;
  bool reached = false;
};

bool must_stop(TSParseState* state) {
  auto& watch = *static_cast<Watch*>(state->payload);
  watch.reached = held > watch.most_bytes || Clock::now() > watch.deadline;
  return watch.reached;
}

struct Input {
  std::string_view text;
};

const char* read_input(void* payload, uint32_t offset, TSPoint /*point*/, uint32_t* size) {
  const std::string_view text = static_cast<Input*>(payload)->text;
  *size = offset < text.size() ? static_cast<uint32_t>(text.size() - offset) : 0;
  return *size == 0 ? "" : text.data() + offset;
}

}  // namespace

Grammar::Grammar(const TSLanguage* language) : language_(language) {
  const uint32_t count = ts_language_symbol_count(language);
  kinds_.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    const char* kind = ts_language_symbol_name(language, static_cast<TSSymbol>(i));
    kinds_.emplace_back(kind == nullptr ? "" : kind);
  }
}

FieldName Grammar::field(std::string_view name) const {
  return ts_language_field_id_for_name(language_, name.data(), static_cast<uint32_t>(name.size()));
}

const Grammar* Grammar::of(Language language) {
  static const Grammar kPython(tree_sitter_python());
  static const Grammar kJavaScript(tree_sitter_javascript());
  static const Grammar kTypeScript(tree_sitter_typescript());
  static const Grammar kTsx(tree_sitter_tsx());
  static const Grammar kGo(tree_sitter_go());
  switch (language) {
    case Language::kPython:
      return &kPython;
    case Language::kJavaScript:
      return &kJavaScript;
    case Language::kTypeScript:
      return &kTypeScript;
    case Language::kTsx:
      return &kTsx;
    case Language::kGo:
      return &kGo;
    default:
      return nullptr;
  }
}

Result<Tree> Tree::parse(std::string_view text, const Grammar& grammar, const Limits& limits,
                         std::string_view parsed) {
  static std::once_flag once;
  std::call_once(once,
                 [] { ts_set_allocator(counted_malloc, counted_calloc, counted_realloc, counted_free); });
  const std::unique_ptr<TSParser, ParserFree> parser(ts_parser_new());
  if (!ts_parser_set_language(parser.get(), grammar.language())) {
    return fail(ErrorKind::kMalformed, "the grammar does not fit the parser");
  }
  Watch watch{Clock::now() +
                  std::chrono::duration_cast<Clock::Duration>(std::chrono::duration<double>(limits.seconds)),
              held + limits.bytes_of_memory};
  Input input{parsed.empty() ? text : parsed};
  const TSInput reader{&input, read_input, TSInputEncodingUTF8, nullptr};
  const std::unique_ptr<TSTree, TreeFree> tree(
      ts_parser_parse_with_options(parser.get(), nullptr, reader, {&watch, must_stop}));
  if (tree == nullptr) return fail(ErrorKind::kLimit, "it takes too long or too much memory to parse");

  Tree out;
  out.text_ = text;
  out.grammar_ = &grammar;
  out.nodes_.reserve(text.size() / 4);
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree.get()));
  std::vector<uint32_t> open;
  for (bool more = true; more;) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    NodeData data;
    data.symbol = ts_node_symbol(node);
    data.error = ts_node_is_error(node) || ts_node_is_missing(node);
    // The symbol of an ERROR node lies beyond the grammar's own.
    if (data.symbol >= grammar.symbol_count()) data.symbol = 0;
    data.named = ts_node_is_named(node);
    data.broken = ts_node_has_error(node);
    data.field = ts_tree_cursor_current_field_id(&cursor);
    data.begin = ts_node_start_byte(node);
    data.end = ts_node_end_byte(node);
    open.push_back(static_cast<uint32_t>(out.nodes_.size()));
    out.nodes_.push_back(data);
    if (ts_tree_cursor_goto_first_child(&cursor)) continue;
    for (;;) {
      out.nodes_[open.back()].after = static_cast<uint32_t>(out.nodes_.size());
      open.pop_back();
      if (ts_tree_cursor_goto_next_sibling(&cursor)) break;
      if (!ts_tree_cursor_goto_parent(&cursor)) {
        more = false;
        break;
      }
    }
  }
  ts_tree_cursor_delete(&cursor);
  return out;
}

const NodeData* Node::data() const { return tree_ == nullptr ? nullptr : &tree_->data(index_); }
Symbol Node::symbol() const { return tree_ == nullptr ? UINT16_MAX : data()->symbol; }

std::string_view Node::kind() const {
  if (tree_ == nullptr) return {};
  return data()->error && data()->symbol == 0 ? std::string_view("ERROR")
                                              : tree_->grammar().kind(data()->symbol);
}

std::string_view Node::text() const {
  if (tree_ == nullptr) return {};
  return tree_->text().substr(data()->begin, data()->end - data()->begin);
}

Span Node::span() const { return tree_ == nullptr ? Span{} : Span{data()->begin, data()->end}; }
bool Node::is_named() const { return tree_ != nullptr && data()->named; }
bool Node::is_error() const { return tree_ != nullptr && data()->error; }
bool Node::is_broken() const { return tree_ != nullptr && data()->broken; }

Node Node::child(FieldName field) const {
  if (tree_ == nullptr || field == 0) return {};
  for (uint32_t i = index_ + 1; i < data()->after; i = tree_->data(i).after) {
    if (tree_->data(i).field == field) return {tree_, i};
  }
  return {};
}

Node Node::child_of_kind(std::string_view wanted) const {
  for (const Node child : children()) {
    if (child.kind() == wanted) return child;
  }
  return {};
}

Node Node::first_named() const {
  for (const Node child : named_children()) return child;
  return {};
}

Node::Range Node::range(bool named_only) const {
  if (tree_ == nullptr) return {Iterator(nullptr, 0, false, 0), Iterator(nullptr, 0, false, 0)};
  const uint32_t after = data()->after;
  return {Iterator(tree_, index_ + 1, named_only, after), Iterator(tree_, after, false, after)};
}

Node::Iterator::Iterator(const Tree* tree, uint32_t index, bool named_only, uint32_t end)
    : tree_(tree), index_(index), end_(end), named_only_(named_only) {
  skip_tokens();
}

void Node::Iterator::skip_tokens() {
  while (named_only_ && index_ < end_ && !tree_->data(index_).named) index_ = tree_->data(index_).after;
}

Node::Iterator& Node::Iterator::operator++() {
  index_ = tree_->data(index_).after;
  skip_tokens();
  return *this;
}

}  // namespace sentinel::syntax
