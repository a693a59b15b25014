"""tools/check_layers.py on small trees of its own."""

import importlib.util
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "check_layers.py"
spec = importlib.util.spec_from_file_location("check_layers", TOOL)
check_layers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_layers)


def problems_of(files: dict[str, str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "src").mkdir()
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check_layers.check(root)


class CheckLayers(unittest.TestCase):
    def test_clean(self):
        self.assertEqual(problems_of({
            "src/base/text.cpp": '#include "base/text.h"\n#include <string>\n',
            "src/source/walk.cpp": '#include "base/text.h"\n#include "source/walk.h"\n#include "table.inc"\n',
            "src/source/CMakeLists.txt": "sentinel_library(source\n  SOURCES walk.cpp\n  DEPENDS base dep_re2 GTest::gtest\n"
                                         "  TESTS walk_test.cpp)  # not sentinel_cli\n",
            "src/rules/CMakeLists.txt": "add_library(sentinel_built_in STATIC a.cpp)\n",
            "src/engine/CMakeLists.txt": "sentinel_library(engine SOURCES a.cpp DEPENDS rules built_in)\n",
            "src/cli/main.cpp": '#include "engine/scan.h"\n',
        }), [])

    def test_violations(self):
        cases = [
            ("an include of a room above",
             {"src/base/text.cpp": '\n#include "engine/scan.h"\n'}, "src/base/text.cpp:2: base includes engine"),
            ("indented and in a subfolder",
             {"src/detect/secrets/a.h": '# include "report/json.h"\n'}, "src/detect/secrets/a.h:1: detect includes report"),
            ("a test is bound too",
             {"src/net/url_test.cpp": '#include "source/walk.h"\n'}, "src/net/url_test.cpp:1: net includes source"),
            ("without its room", {"src/base/a.cpp": '#include "a.h"\n'}, "src/base/a.cpp:1: \"a.h\" is included without"),
            ("of no room", {"src/base/a.cpp": '#include "nowhere/a.h"\n'}, "src/base/a.cpp:1: \"nowhere\" is no room"),
            ("DEPENDS against the order",
             {"src/rules/CMakeLists.txt": "sentinel_library(rules\n  SOURCES a.cpp\n  DEPENDS base\n    report)\n"},
             "src/rules/CMakeLists.txt:4: rules depends on report"),
            ("DEPENDS on nothing known",
             {"src/rules/CMakeLists.txt": "sentinel_library(rules SOURCES a.cpp DEPENDS bsae)\n"},
             "src/rules/CMakeLists.txt:1: rules depends on bsae"),
            ("a target named directly",
             {"src/rules/CMakeLists.txt": "\ntarget_link_libraries(x PRIVATE sentinel_engine)\n"},
             "src/rules/CMakeLists.txt:2: rules depends on engine"),
            ("a second library of a room above",
             {"src/rules/CMakeLists.txt": "sentinel_library(rules SOURCES a.cpp DEPENDS base extra)\n",
              "src/engine/CMakeLists.txt": "add_library(sentinel_extra STATIC a.cpp)\n"},
             "src/rules/CMakeLists.txt:1: rules depends on extra, which lies above"),
            ("the library of another folder",
             {"src/rules/CMakeLists.txt": "sentinel_library(detect SOURCES a.cpp)\n"},
             "src/rules/CMakeLists.txt:1: the library of this folder is rules"),
            ("an unknown room", {"src/attic/a.cpp": "\n"}, "src/attic: no room of this name"),
            ("an empty tree", {}, "src: there is no room to check"),
        ]
        for name, files, expected in cases:
            with self.subTest(name):
                problems = problems_of(files)
                self.assertEqual(len(problems), 1, problems)
                self.assertTrue(problems[0].startswith(expected), problems[0])


if __name__ == "__main__":
    unittest.main()
