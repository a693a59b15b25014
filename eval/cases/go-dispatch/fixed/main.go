package main

import (
	"context"
	"fmt"
	"log"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

func dispatch(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	handle, known := handlers[request.Params.Name]
	if !known {
		return nil, fmt.Errorf("unknown tool %q", request.Params.Name)
	}
	text, err := handle(request.GetArguments())
	if err != nil {
		return nil, err
	}
	return mcp.NewToolResultText(text), nil
}

func main() {
	s := server.NewMCPServer("scratch", "1.0.0")
	for name := range handlers {
		s.AddTool(mcp.NewTool(name, mcp.WithString("name"), mcp.WithString("text")), dispatch)
	}
	if err := server.ServeStdio(s); err != nil {
		log.Fatal(err)
	}
}
