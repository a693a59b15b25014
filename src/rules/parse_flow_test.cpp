#include "rules/parse_flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "rules/parse.h"

namespace sentinel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr std::string_view kRule = R"yaml(id: acme/shell
title: Shell
severity: critical
what: Finds it.
why: Because.
fix: Do not.
flow:
  danger: shell
  reaches: a shell
  except: [argv, environment]
  sinks:
    python:
      - os.{system,popen}($)
      - {call: ["acme.run($)", "acme.start(cmd=$)"], reaches: a shell of Acme, confidence: 0.5
}
    go:
      - 'os/exec.Command("sh", "-c", $)'
samples:
  finds: [x]
)yaml";

constexpr std::string_view kModel = R"yaml(language: python
modules:
  acme.v2.*: acme.*
types:
  - acme.connect() -> acme.Client
sources:
  - kind: http
    values: [acme.request.query, 'acme.request.read_into(&)']
sanitizers:
  - clears: [shell, option]
    calls: [acme.quote($)]
guards:
  - clears: [path]
    when: false
    resolved: true
    calls: ['acme.{is_bad,is_evil}($)']
entries:
  - kind: tool
    call: [acme.Server.tool(@), acme.Server.tool()(@)]
    name: function
    tainted: [parameters, 0.query.a]
    trusted: [acme.Context]
    parameters: [_, acme.Request]
    schema: annotations
    clears: [climbing]
propagators:
  - acme.later(@, $*)
resolvers:
  - acme.absolute($)
)yaml";

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  const size_t at = out.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return out.replace(at, from.size(), to);
}

TEST(ParseFlow, ReadsARule) {
  const ParsedRule parsed = parse_rule(kRule, "shell.yaml", nullptr);
  ASSERT_THAT(parsed.problems, IsEmpty()) << parsed.problems.front().message;
  const FlowRule& flow = parsed.rule.flow;
  EXPECT_EQ(flow.danger, "shell");
  EXPECT_EQ(flow.reaches, "a shell");
  EXPECT_THAT(flow.except, ElementsAre("argv", "environment"));
  std::vector<std::string> sinks;
  for (const FlowSink& sink : flow.sinks) sinks.push_back(sink.language + " " + sink.pattern);
  EXPECT_THAT(sinks, ElementsAre("python os.system($)", "python os.popen($)", "python acme.run($)",
                                 "python acme.start(cmd=$)", "go os/exec.Command(\"sh\", \"-c\", $)"));
  EXPECT_EQ(flow.sinks[0].reaches, "");
  EXPECT_EQ(flow.sinks[3].reaches, "a shell of Acme");
  EXPECT_DOUBLE_EQ(flow.sinks[3].confidence, 0.5);
}

TEST(ParseFlow, TellsEachFaultOfARuleWithItsPlace) {
  struct Case {
    std::string text;
    int line;
    std::string_view message;
  };
  for (const auto& [text, line, message] : {
           Case{replaced(kRule, "danger: shell", "danger: shel"), 8, "must fit"},
           Case{replaced(kRule, "environment]", "enviroment]"), 10, "must fit"},
           Case{replaced(kRule, "  reaches: a shell\n", ""), 8, "\"reaches\" is missing"},
           Case{replaced(kRule, "python:", "pyton:"), 12, "did you mean \"python\"?"},
           Case{replaced(kRule, "os.{system,popen}($)", "os.system($"), 13, "expected `,` or `)`"},
           Case{replaced(kRule, "os.{system,popen}($)", "os.system()"), 13, "needs a `$`"},
           Case{replaced(kRule, "os.{system,popen}($)", "os.system($, @)"), 13, "has a `@`"},
           Case{replaced(kRule, "os.{system,popen}($)", "os.system($, &)"), 13, "has a `&`"},
           Case{replaced(kRule, "os.{system,popen}($)", "os.system($) -> x"), 13, "has a `->`"},
           Case{replaced(kRule, "os.{system,popen}($)", "os.{system($)"), 13, "have no `}`"},
           Case{replaced(kRule, "confidence: 0.5", "confidence: 5"), 14, "from 0 to 1"},
           Case{replaced(kRule, "acme.start(cmd=$)", "acme.start(cmd)"), 14, "needs a `$`"},
           Case{replaced(kRule, "call: [", "calls: ["), 14, "\"call\" is missing"},
           Case{replaced(kRule, "flow:", "pattern: {literals: [x], regex: x}\nflow:"), 9, "not both"},
       }) {
    const ParsedRule parsed = parse_rule(text, "shell.yaml", nullptr);
    ASSERT_FALSE(parsed.problems.empty()) << message;
    EXPECT_EQ(parsed.problems.front().line, line) << parsed.problems.front().message;
    EXPECT_THAT(parsed.problems.front().message, HasSubstr(message));
  }
}

TEST(ParseModel, ReadsEveryPart) {
  const ParsedModel parsed = parse_model(kModel, "models/acme.yaml");
  ASSERT_THAT(parsed.problems, IsEmpty()) << parsed.problems.front().message;
  const FlowModel& model = parsed.model;
  EXPECT_EQ(model.name, "models/acme.yaml");
  EXPECT_EQ(model.language, "python");
  EXPECT_THAT(model.modules, ElementsAre(Pair("acme.v2.*", "acme.*")));
  EXPECT_THAT(model.types, ElementsAre("acme.connect() -> acme.Client"));
  ASSERT_EQ(model.sources.size(), 1U);
  EXPECT_EQ(model.sources[0].kind, "http");
  EXPECT_THAT(model.sources[0].values, ElementsAre("acme.request.query", "acme.request.read_into(&)"));
  EXPECT_THAT(model.sanitizers.at(0).clears, ElementsAre("shell", "option"));
  EXPECT_THAT(model.sanitizers[0].calls, ElementsAre("acme.quote($)"));
  EXPECT_FALSE(model.guards.at(0).when);
  EXPECT_TRUE(model.guards[0].resolved);
  EXPECT_THAT(model.guards[0].calls, ElementsAre("acme.is_bad($)", "acme.is_evil($)"));
  ASSERT_EQ(model.entries.size(), 2U);
  EXPECT_EQ(model.entries[0].call, "acme.Server.tool(@)");
  EXPECT_EQ(model.entries[1].call, "acme.Server.tool()(@)");
  EXPECT_EQ(model.entries[1].name, "function");
  EXPECT_THAT(model.entries[1].tainted, ElementsAre("parameters", "0.query.a"));
  EXPECT_THAT(model.entries[1].trusted, ElementsAre("acme.Context"));
  EXPECT_THAT(model.entries[1].parameters, ElementsAre("_", "acme.Request"));
  EXPECT_EQ(model.entries[1].schema, "annotations");
  EXPECT_THAT(model.entries[1].clears, ElementsAre("climbing"));
  EXPECT_THAT(model.propagators, ElementsAre("acme.later(@, $*)"));
  EXPECT_THAT(model.resolvers, ElementsAre("acme.absolute($)"));
}

TEST(ParseModel, TellsEachFaultWithItsPlace) {
  struct Case {
    std::string text;
    int line;
    std::string_view message;
  };
  for (const auto& [text, line, message] : {
           Case{"[]", 1, "must be a map"},
           Case{"language: [", 1, ""},
           Case{"types: []", 1, "\"language\" is missing"},
           Case{replaced(kModel, "language: python", "language: pascal"), 1, "must fit"},
           Case{replaced(kModel, "sanitizers:", "sanitisers:"), 9, "did you mean \"sanitizers\"?"},
           Case{replaced(kModel, "  acme.v2.*: acme.*", "  - acme"), 3, "must be a map of names"},
           Case{replaced(kModel, " -> acme.Client", ""), 5, "needs `-> Type`"},
           Case{replaced(kModel, "kind: http", "kind: htp"), 7, "must fit"},
           Case{replaced(kModel, "acme.request.query", "acme.query($)"), 8, "has a `$`, which means nothing"},
           Case{replaced(kModel, "[shell, option]", "[shell, options]"), 10, "must fit"},
           Case{replaced(kModel, "acme.quote($)", "'acme.quote($, $)'"), 11, "more than one `$`"},
           Case{replaced(kModel, "when: false", "when: no"), 14, "true or false"},
           Case{replaced(kModel, "acme.Server.tool(@)", "acme.Server.tool()"), 19, "needs one `@`"},
           Case{replaced(kModel, "0.query.a", "query.a"), 21, "must fit"},
           Case{replaced(kModel, "acme.later(@, $*)", "acme.later(@)"), 27, "needs a `$`"},
           Case{replaced(kModel, "acme.absolute($)", "acme.absolute()"), 29, "needs a `$`"},
       }) {
    const ParsedModel parsed = parse_model(text, "acme.yaml");
    ASSERT_FALSE(parsed.problems.empty()) << message;
    EXPECT_EQ(parsed.problems.front().line, line) << parsed.problems.front().message;
    EXPECT_THAT(parsed.problems.front().message, HasSubstr(message));
  }
}

TEST(ParseModel, SignaturesNeedNoMark) {
  const ParsedModel parsed = parse_model(
      "language: go\nentries:\n  - {kind: http, call: 'func(_, net/http.Request)', tainted: [1.URL]}\n",
      "go.yaml");
  EXPECT_THAT(parsed.problems, IsEmpty()) << parsed.problems.front().message;
}

TEST(FlowSchemas, KnowTheSameKeys) {
  const auto rule = nlohmann::json::parse(rule_schema_json());
  const auto& flow = rule["properties"]["flow"]["properties"];
  EXPECT_TRUE(flow["danger"]["pattern"].get<std::string>().starts_with("^(shell|"));
  EXPECT_TRUE(flow["sinks"]["properties"]["go"]["items"]["anyOf"][1]["properties"].contains("confidence"));
  const auto model = nlohmann::json::parse(model_schema_json());
  for (const char* key : {"language", "modules", "types", "sources", "sanitizers", "guards", "entries",
                          "propagators", "resolvers"}) {
    EXPECT_TRUE(model["properties"].contains(key)) << key;
  }
  EXPECT_TRUE(model["properties"]["entries"]["items"]["properties"].contains("tainted"));
  EXPECT_FALSE(model["additionalProperties"]);
}

}  // namespace
}  // namespace sentinel
