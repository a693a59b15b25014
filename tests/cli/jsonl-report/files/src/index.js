const a = "[2J"; // an escape
const b = DEMOMARKER; // mcp-sentinel: ignore[demo/marker] shown as suppressed
