x = 1  # mcp-sentinel: ignore[demo/marker] nothing here
