package main

import (
	"context"
	"log"
	"os"
	"path/filepath"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

type files struct {
	root string
}

func (f *files) place(name string) string {
	return filepath.Join(f.root, name)
}

func (f *files) read(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	name := request.GetString("name", "")
	data, err := os.ReadFile(f.place(name))
	if err != nil {
		return nil, err
	}
	return mcp.NewToolResultText(string(data)), nil
}

func main() {
	f := &files{root: "/srv/files"}
	s := server.NewMCPServer("files", "1.0.0")
	s.AddTool(mcp.NewTool("read", mcp.WithString("name")), f.read)
	if err := server.ServeStdio(s); err != nil {
		log.Fatal(err)
	}
}
