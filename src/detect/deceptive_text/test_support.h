// For the tests of this folder.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "detect/deceptive_text/detector.h"
#include "rules/load.h"
#include "source/source_file.h"

namespace sentinel::deceptive_text {

inline RuleBundle load_family() {
  auto loaded = load_rules(SENTINEL_SOURCE_DIR "/rules/deceptive-text", "rules/deceptive-text");
  if (!loaded) {
    ADD_FAILURE() << loaded.error().text();
    return {};
  }
  for (const FileProblem& problem : loaded->problems) ADD_FAILURE() << problem.text();
  return std::move(loaded->bundle);
}

inline std::vector<Finding> inspect(std::string text, std::string path = "sample.txt") {
  static const RuleSet kRules = [] {
    RuleBundle bundle = load_family();
    return RuleSet(std::move(bundle.families), std::move(bundle.rules));
  }();
  SourceFile file;
  file.path = path;
  file.relative = std::move(path);
  file.text = std::move(text);
  classify(file);
  std::vector<Finding> findings;
  DeceptiveTextDetector(kRules).inspect(FileFacts{file, {}}, findings);
  return findings;
}

}  // namespace sentinel::deceptive_text
