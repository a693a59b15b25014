#!/usr/bin/env python3
"""Writes programs that are out to exhaust whatever follows their values, the same on every run.

    tests/hostile/make_programs.py FOLDER

One folder a program. Beside the hostile files stand aa_server and zz_server, small servers of the same language that are
vulnerable: the scan has to find both, whatever the others do to it.
"""

import sys
from pathlib import Path

SERVERS = {
    "py": ("import os\nfrom mcp.server.fastmcp import FastMCP\n\nmcp = FastMCP('demo')\n\n\n"
           "@mcp.tool()\ndef ping(host: str) -> str:\n    os.system('ping ' + host)\n    return 'done'\n"),
    "js": ("import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';\nimport { exec } from 'child_process';\n"
           "import { z } from 'zod';\nconst server = new McpServer({ name: 'demo', version: '1' });\n"
           "server.tool('ping', { host: z.string() }, async ({ host }) => { exec(`ping ${host}`); return { content: [] }; });\n"),
    "go": ("package server\n\nimport (\n\t\"context\"\n\t\"os/exec\"\n\n\t\"github.com/mark3labs/mcp-go/mcp\"\n"
           "\t\"github.com/mark3labs/mcp-go/server\"\n)\n\nfunc Serve() {\n\ts := server.NewMCPServer(\"demo\", \"1\")\n"
           "\ts.AddTool(mcp.NewTool(\"ping\"), func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {\n"
           "\t\thost := r.GetString(\"host\", \"\")\n\t\texec.Command(\"sh\", \"-c\", \"ping \"+host).Run()\n\t\treturn nil, nil\n\t})\n}\n"),
}
SERVERS["ts"] = SERVERS["js"]

# The beginning and the end of a tool whose parameter is `x`, and a sink.
TOOL = {
    "py": ("import os\nfrom mcp.server.fastmcp import FastMCP\nmcp = FastMCP('demo')\n", "@mcp.tool()\ndef tool(x: str):\n    {}\n",
           "os.system({})"),
    "js": ("import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';\nimport { exec } from 'child_process';\n"
           "import { z } from 'zod';\nconst server = new McpServer({ name: 'demo', version: '1' });\n",
           "server.tool('tool', { x: z.string() }, async ({ x }) => { {}; });\n", "exec({})"),
    "go": ("package big\n\nimport (\n\t\"context\"\n\t\"os/exec\"\n\n\t\"github.com/mark3labs/mcp-go/mcp\"\n"
           "\t\"github.com/mark3labs/mcp-go/server\"\n)\n\nfunc shell(c string) { exec.Command(\"sh\", \"-c\", c).Run() }\n",
           "func Serve() {\n\ts := server.NewMCPServer(\"demo\", \"1\")\n\ts.AddTool(mcp.NewTool(\"tool\"), "
           "func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {\n\t\tx := r.GetString(\"x\", \"\")\n"
           "\t\t{}\n\t\treturn nil, nil\n\t})\n}\n", "shell({})"),
}
TOOL["ts"] = TOOL["js"]
MIB = 1 << 20
# Sanitizers make everything slower, and find what they find in small programs too.
scale = 1.0


def size(full: int) -> int:
    return max(20, round(full * scale))


def program(language: str, body: str, call: str) -> str:
    head, tool, _ = TOOL[language]
    return head + body + tool.replace("{}", call)


def sink(language: str, argument: str) -> str:
    return TOOL[language][2].replace("{}", argument)


def function(language: str, name: str, body: str) -> str:
    if language == "py":
        return f"def {name}(x):\n    return {body}\n"
    if language == "go":
        return f"func {name}(x string) string {{ return {body} }}\n"
    return f"function {name}(x) {{ return {body}; }}\n"


def nested(language: str) -> dict[str, str]:
    """A mebibyte of one thing in another."""
    def wrapped(open_: str, middle: str, close: str) -> str:
        count = size(MIB) // (len(open_) + len(close))
        return open_ * count + middle + close * count

    sum_ = " + ".join(["x"] * (size(MIB) // 4))
    out = {"calls": program(language, function(language, "f", "x"), sink(language, wrapped("f(", "x", ")"))),
           "sums": program(language, "", sink(language, sum_)),
           "sums-of-texts": program(language, "", sink(language, '"a" + ' * (size(MIB) // 6) + "x")),
           "parentheses": program(language, "", sink(language, wrapped("(", "x", ")")))}
    if language == "py":
        out["lists"] = program("py", "", "y = " + wrapped("[", "x", "]"))
        out["dicts"] = program("py", "", "y = " + wrapped("{'a': ", "x", "}"))
        depth = min(1400, size(MIB))  # the indentation is quadratic
        out["blocks"] = program("py", "", "".join(f"{' ' * i}if x:\n     " for i in range(depth)) + " " * depth + sink("py", "x"))
        out["functions"] = "".join(f"{' ' * i}def f{i}(x{i}):\n" for i in range(depth)) + " " * depth + "pass\n"
        out["lambdas"] = program("py", "", "y = " + "lambda a: " * (size(MIB) // 10) + "x")
        out["members"] = program("py", "", "y = x" + ".a" * (size(MIB) // 2))
        out["chain"] = program("py", "", "y = x" + ".a()" * (size(MIB) // 4))
        out["f-strings"] = program("py", "", "y = f'" + "{x}" * (size(MIB) // 3) + "'")
        out["conditions"] = program("py", "", "y = " + "x if x else " * (size(MIB) // 12) + "x")
        out["ands"] = program("py", "", "y = " + "x and " * (size(MIB) // 6) + "x")
        return out
    if language == "go":
        out["blocks"] = program("go", "", wrapped("{", sink("go", "x"), "}"))
        out["ifs"] = program("go", "", wrapped('if x != "" {', sink("go", "x"), "}"))
        out["functions"] = program("go", "", wrapped("func() {", sink("go", "x"), "}()"))
        out["lists"] = program("go", "", "_ = " + wrapped("[]any{", "x", "}"))
        out["members"] = program("go", "", "_ = x" + ".a" * (size(MIB) // 2))
        out["chain"] = program("go", "", "_ = x" + ".a()" * (size(MIB) // 4))
        out["ands"] = program("go", "", "_ = " + 'x != "" && ' * (size(MIB) // 11) + "true")
        return out
    out["blocks"] = program(language, "", wrapped("{", sink(language, "x"), "}"))
    out["ifs"] = program(language, "", wrapped("if (x) {", sink(language, "x"), "}"))
    out["loops"] = program(language, "", wrapped("for (;;) {", sink(language, "x"), "}"))
    out["tries"] = program(language, "", wrapped("try {", sink(language, "x"), "} catch {}"))
    out["functions"] = program(language, "", wrapped("(function () {", sink(language, "x"), "})()"))
    out["arrows"] = program(language, "", "const y = " + "() => " * (size(MIB) // 6) + "x")
    out["lists"] = program(language, "", "const y = " + wrapped("[", "x", "]"))
    out["objects"] = program(language, "", "const y = " + wrapped("{a:", "x", "}"))
    out["members"] = program(language, "", "const y = x" + ".a" * (size(MIB) // 2))
    out["chain"] = program(language, "", "x" + ".then(a)" * (size(MIB) // 8))
    out["templates"] = program(language, "", "const y = " + wrapped("`${", "x", "}`"))
    out["parts"] = program(language, "", "const y = `" + "${x}" * (size(MIB) // 4) + "`")
    out["conditions"] = program(language, "", "const y = " + "x ? x : " * (size(MIB) // 8) + "x")
    out["ands"] = program(language, "", "const y = " + "x && " * (size(MIB) // 5) + "x")
    return out


def many_functions(language: str) -> str:
    body = "".join(function(language, f"f{i}", f"x + '{i}'" if language != "go" else f'x + "{i}"') for i in range(size(100_000)))
    return program(language, body, sink(language, "f7(x)"))


def cycle(language: str) -> str:
    count = size(50_000)
    body = "".join(function(language, f"f{i}", f"f{(i + 1) % count}(x)") for i in range(count))
    return program(language, body, sink(language, "f0(x)"))


def fan(language: str) -> str:
    """Each function calls the next two: as many ways as there are numbers."""
    count = size(2_000)
    body = "".join(function(language, f"f{i}", f"f{(i + 1) % count}(x) + f{(i + 2) % count}(x)") for i in range(count))
    return program(language, body, sink(language, "f0(x)"))


def table(language: str) -> str:
    count = size(100_000)
    if language == "py":
        body = "def run(x):\n    os.system(x)\n" + "TABLE = {\n" + "".join(f"    'k{i}': run,\n" for i in range(count)) + "}\n"
        return program("py", body, "TABLE[x](x)")
    if language == "go":
        body = "var table = map[string]func(string){\n" + "".join(f'\t"k{i}": shell,\n' for i in range(count)) + "}\n"
        return program("go", body, "table[x](x)")
    body = "const run = (x) => exec(x);\nconst table = {\n" + "".join(f"  k{i}: run,\n" for i in range(count)) + "};\n"
    return program(language, body, "table[x](x)")


def table_of_functions(language: str) -> str:
    count = size(20_000)
    if language == "py":
        body = "".join(f"def f{i}(x):\n    os.system(x)\n" for i in range(count))
        body += "TABLE = {\n" + "".join(f"    'k{i}': f{i},\n" for i in range(count)) + "}\n"
        return program("py", body, "TABLE[x](x)")
    if language == "go":
        body = "var table = map[string]func(string){\n" + "".join(f'\t"k{i}": func(x string) {{ shell(x) }},\n' for i in range(count)) + "}\n"
        return program("go", body, "table[x](x)")
    body = "const table = {\n" + "".join(f"  k{i}: (x) => exec(x),\n" for i in range(count)) + "};\n"
    return program(language, body, "table[x](x)")


def closures(language: str) -> str:
    count = size(10_000)
    if language == "py":
        return program("py", "", "return " + "".join(f"(lambda a{i}: " for i in range(count)) + "a0" + ")(x)" * count)
    if language == "go":
        text = "".join(f"func(a{i} string) {{ " for i in range(count)) + "shell(a0)" + " }(x)" * count
        return program("go", "", text)
    return program(language, "", "".join(f"((a{i}) => " for i in range(count)) + "exec(a0)" + ")(x)" * count)


def assignments(language: str) -> str:
    count = size(50_000)
    if language == "py":
        return program("py", "", "y = ''\n" + "".join(f"    y = y + x + '{i}'\n" for i in range(count)) + "    os.system(y)")
    if language == "go":
        return program("go", "", 'y := ""\n' + "".join(f'\ty = y + x + "{i}"\n' for i in range(count)) + "\tshell(y)")
    return program(language, "", "let y = '';\n" + "".join(f"y = y + x + '{i}';\n" for i in range(count)) + "exec(y)")


def guarded_assignments(language: str) -> str:
    """As many ways through as two to the power of the lines."""
    count = size(20_000)
    if language == "py":
        return program("py", "", "y = ''\n" + "".join(f"    if x == 'k{i}':\n        y = y + '{i}'\n" for i in range(count)) + "    os.system(x)")
    if language == "go":
        return program("go", "", 'y := ""\n' + "".join(f'\tif x == "k{i}" {{ y = y + "{i}" }}\n' for i in range(count)) + "\tshell(x + y)")
    return program(language, "", "let y = '';\n" + "".join(f"if (x === 'k{i}') y = y + '{i}';\n" for i in range(count)) + "exec(x)")


def variables(language: str) -> str:
    """A variable each, all of them there where the ways meet again and again."""
    count = size(20_000)
    if language == "py":
        lines = "".join(f"    if x:\n        v{i} = x + '{i}'\n" for i in range(count))
        return program("py", "", "pass\n" + lines + "    os.system(x)")
    if language == "go":
        lines = "".join(f'\tv{i} := x + "{i}"\n\tif x != "" {{ v{i} = x }}\n' for i in range(count))
        return program("go", "", lines + "\tshell(x)")
    return program(language, "", "".join(f"let v{i} = x + '{i}'; if (x) v{i} = x;\n" for i in range(count)) + "exec(x)")


def classes(language: str) -> str:
    """A long line of ancestors."""
    count = size(5_000)
    if language == "py":
        body = "class C0:\n    def run(self, x):\n        os.system(x)\n"
        body += "".join(f"class C{i}(C{i - 1}):\n    pass\n" for i in range(1, count))
        return program("py", body, f"C{count - 1}().run(x)")
    if language == "go":
        body = "type C0 struct{}\nfunc (c C0) Run(x string) { shell(x) }\n"
        body += "".join(f"type C{i} struct{{ C{i - 1} }}\n" for i in range(1, count))
        return program("go", body, f"C{count - 1}{{}}.Run(x)")
    body = "class C0 { run(x) { exec(x); } }\n" + "".join(f"class C{i} extends C{i - 1} {{}}\n" for i in range(1, count))
    return program(language, body, f"new C{count - 1}().run(x)")


def sinks(language: str) -> str:
    """Every tool reaches every sink."""
    count = size(2_000)
    lines = "".join(f"    {sink('py', f'x + {i!r}')}\n" if language == "py" else f"  {sink(language, f'x + {chr(34)}{i}{chr(34)}')};\n"
                    for i in range(count))
    if language == "py":
        body = "def run(x):\n" + lines
        return program("py", body + "".join(f"@mcp.tool()\ndef t{i}(x: str):\n    run(x)\n" for i in range(count)), "run(x)")
    if language == "go":
        return program("go", "func run(x string) {\n" + lines + "}\n", "\n".join(["run(x)"] * count))
    tools = "".join(f"server.tool('t{i}', {{ x: z.string() }}, async ({{ x }}) => {{ run(x); }});\n" for i in range(count))
    return program(language, "function run(x) {\n" + lines + "}\n" + tools, "run(x)")


def burning(language: str) -> str:
    """Long loops in loops, called in many ways by many tools."""
    functions, lines, ways = 40, size(1000), 60
    out = []
    for f in range(functions):
        if language == "py":
            body = "".join(f"            y = y + x + '{i}'\n" for i in range(lines))
            out.append(f"def f{f}(x, k):\n    y = ''\n    for a in x:\n        for b in x:\n{body}            y = k(y)\n    return y\n")
            calls = "".join(f"    f{f}(x, lambda z: z + '{i}')\n" for i in range(ways))
            out.append(f"@mcp.tool()\ndef t{f}(x: str):\n{calls}")
        elif language == "go":
            body = "".join(f'\t\t\ty = y + x + "{i}"\n' for i in range(lines))
            out.append(f'func f{f}(x string, k func(string) string) string {{\n\ty := ""\n\tfor range x {{\n\t\tfor range x {{\n{body}\t\t\ty = k(y)\n\t\t}}\n\t}}\n\treturn y\n}}\n')
            calls = "".join(f'\tf{f}(x, func(z string) string {{ return z + "{i}" }})\n' for i in range(ways))
            out.append(f"func t{f}(x string) {{\n{calls}}}\n")
        else:
            body = "".join(f"y = y + x + '{i}';\n" for i in range(lines))
            out.append(f"function f{f}(x, k) {{ let y = ''; for (const a of x) {{ for (const b of x) {{\n{body}y = k(y); }} }} return y; }}\n")
            calls = "".join(f"f{f}(x, (z) => z + '{i}');\n" for i in range(ways))
            out.append(f"server.tool('t{f}', {{ x: z.string() }}, async ({{ x }}) => {{\n{calls}}});\n")
    call = "\n\t\t".join([f"t{f}(x)" for f in range(functions)] + ["shell(x)"]) if language == "go" else sink(language, "x")
    return program(language, "".join(out), call)


def parameters(language: str) -> str:
    """All of them tainted, and all of them in one value."""
    count = size(3_000)
    names = [f"p{i}" for i in range(count)]
    if language == "py":
        return program("py", f"def run({', '.join(names)}):\n    os.system({' + '.join(names)})\n"
                       f"@mcp.tool()\ndef many({', '.join(f'{name}: str' for name in names)}):\n    run({', '.join(names)})\n", "os.system(x)")
    if language == "go":
        return program("go", f"func run({', '.join(names)} string) {{ shell({' + '.join(names)}) }}\n",
                       f"run({', '.join(f'r.GetString({chr(34)}{name}{chr(34)}, x)' for name in names)})")
    schema = ", ".join(f"{name}: z.string()" for name in names)
    return program(language, f"function run({', '.join(names)}) {{ exec({' + '.join(names)}); }}\n"
                   f"server.tool('many', {{ {schema} }}, async ({{ {', '.join(names)} }}) => {{ run({', '.join(names)}); }});\n", "exec(x)")


def fields(language: str) -> str:
    """An object that is another one after each line, again and again."""
    count = size(30_000)
    if language == "py":
        lines = "".join(f"        o['f{i}'] = x + '{i}'\n" for i in range(count))
        return program("py", "", f"o = {{}}\n    for a in x:\n{lines}    os.system(o['f1'])")
    if language == "go":
        lines = "".join(f'\t\to["f{i}"] = x + "{i}"\n' for i in range(count))
        return program("go", "", f"o := map[string]string{{}}\n\tfor range x {{\n{lines}\t}}\n\tshell(o[\"f1\"])")
    lines = "".join(f"o.f{i} = x + '{i}';\n" for i in range(count))
    return program(language, "", f"const o = {{}}; for (const a of x) {{\n{lines}}}\nexec(o.f1)")


def bundle() -> str:
    pieces = []
    length = 0
    number = 0
    while length < size(5 * MIB):
        piece = (f"function a{number}(e,t){{if(!e)return t;for(var n=0;n<t.length;n++)e[n]=a{number * 7 % (number + 1)}(t[n],e);"
                 f"return e&&e.q?a{number // 2}(e.q,t):function(r){{return a{number // 3}(r,e)}}}}"
                 f"var o{number}={{k:a{number},v:function(e){{return o{number // 2}.k(e,this)}}}};")
        pieces.append(piece)
        length += len(piece)
        number += 1
    return "".join(pieces)


def circle(language: str) -> dict[str, str]:
    """Files that import each other, all of them on the way."""
    count = size(20_000 if language != "go" else 2_000)
    out = {}
    for i in range(count):
        after = (i + 1) % count
        if language == "py":
            out[f"ring/m{i}.py"] = f"from .m{after} import f as g\n\ndef f(x):\n    return g(x)\n"
        elif language == "go":
            out[f"ring/m{i}/m.go"] = f'package m{i}\n\nimport "example.com/ring/m{after}"\n\nfunc F(x string) string {{ return m{after}.F(x) }}\n'
        else:
            out[f"ring/m{i}.{language}"] = f"export * from './m{after}.js';\nimport {{ f{after} }} from './m{after}.js';\nexport const f{i} = (x) => f{after}(x);\n"
    if language == "go":
        out["ring/go.mod"] = "module example.com/ring\n"
    return out


# Nested programs without a call of a sink with `x`.
TAME = {"lists", "dicts", "functions", "lambdas", "members", "chain", "f-strings", "conditions", "ands", "arrows", "objects",
        "templates", "parts"}


def reaches(name: str) -> bool:
    """The hostile file's own tool reaches a sink: it is found there, or it is said that not all was followed."""
    return name.partition("-nested-")[2] not in TAME and not name.endswith("-circle") and "-bundle" not in name


def programs() -> dict[str, tuple[str, object]]:
    """Name of each program: its language, and what makes the files of it."""
    out = {}
    for language in ["py", "js", "ts", "go"]:
        one = {"functions": many_functions, "cycle": cycle, "fan": fan, "table": table, "table-of-functions": table_of_functions,
               "closures": closures, "assignments": assignments, "guarded-assignments": guarded_assignments,
               "variables": variables, "classes": classes, "sinks": sinks, "burning": burning, "parameters": parameters,
               "fields": fields}
        for name, make in one.items():
            if language == "ts" and name not in ("functions", "closures", "classes"):
                continue
            out[f"{language}-{name}"] = (language, lambda make=make, language=language: {f"big.{language}": make(language)})
        for name, text in nested(language).items():
            if language == "ts" and name not in ("calls", "blocks", "functions", "objects", "templates"):
                continue
            out[f"{language}-nested-{name}"] = (language, lambda text=text, language=language: {f"big.{language}": text})
        out[f"{language}-circle"] = (language, lambda language=language: circle(language))
    out["js-bundle"] = ("js", lambda: {"big.js": bundle()})
    out["js-bundle-of-lines"] = ("js", lambda: {"big.js": bundle().replace("}var", "}\nvar").replace(";function", ";\nfunction")})
    return out


def write(folder: Path, language: str, make) -> None:
    files = make()
    for place in ("aa", "zz"):
        # Go: each a package of its own.
        path = f"{place}/server.go" if language == "go" else f"{place}_server.{language}"
        files[path] = SERVERS[language]
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="ascii")


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    for name, how in programs().items():
        write(Path(sys.argv[1]) / name, *how)
    print(f"{len(programs())} programs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
