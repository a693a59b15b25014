package main

import (
	"context"
	"log"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"example.com/netcheck/internal/runner"
)

func trace(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	host, err := request.RequireString("host")
	if err != nil {
		return mcp.NewToolResultError(err.Error()), nil
	}
	out, err := runner.Trace(ctx, host, request.GetInt("hops", 16))
	if err != nil {
		return mcp.NewToolResultError(err.Error()), nil
	}
	return mcp.NewToolResultText(out), nil
}

func main() {
	s := server.NewMCPServer("netcheck", "1.0.0")
	s.AddTool(mcp.NewTool("trace", mcp.WithString("host", mcp.Required())), trace)
	if err := server.ServeStdio(s); err != nil {
		log.Fatal(err)
	}
}
