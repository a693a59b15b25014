package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	yaml "gopkg.in/yaml.v3"
)

const root = "/srv/notes"

// Notes keeps texts in a folder.
type Notes struct {
	server.Hooks
	folder string `json:"folder"`
	limit  int
}

// listArgs is what the tool "list" takes.
type listArgs struct {
	Pattern string   `json:"pattern" jsonschema:"required"`
	Tags    []string `json:"tags,omitempty"`
}

var errOutside = errors.New("outside")

// NewNotes makes a store.
// The folder must exist.
func NewNotes(folder string) *Notes { return &Notes{folder: folder, limit: 10} }

func (n *Notes) path(name string) (string, error) {
	clean := filepath.Join(n.folder, name)
	if !strings.HasPrefix(clean, n.folder+string(filepath.Separator)) {
		return "", errOutside
	}
	return clean, nil
}

func (n *Notes) Read(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	name, ok := request.GetArguments()["name"].(string)
	if !ok || name == "" {
		return mcp.NewToolResultError("no name"), nil
	}
	path, err := n.path(name)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return mcp.NewToolResultText(string(text)), nil
}

func (n *Notes) Search(ctx context.Context, request mcp.CallToolRequest, args listArgs) (*mcp.CallToolResult, error) {
	command := "grep -r " + args.Pattern + " " + n.folder
	for _, tag := range args.Tags {
		command += " --include=" + tag
	}
	out, err := exec.CommandContext(ctx, "sh", "-c", command).CombinedOutput()
	if err != nil {
		return nil, err
	}
	return mcp.NewToolResultText(string(out)), nil
}

func main() {
	notes := NewNotes(root)
	s := server.NewMCPServer("notes", "1.0", server.WithToolCapabilities(true))
	s.AddTool(mcp.NewTool("read",
		mcp.WithDescription("Read a note"),
		mcp.WithString("name", mcp.Required(), mcp.Enum("a", "b")),
	), notes.Read)
	s.AddTool(mcp.NewTool("search"), mcp.NewTypedToolHandler[listArgs](notes.Search))
	var settings struct{ Port int }
	if raw, err := os.ReadFile("settings.yaml"); err == nil {
		_ = yaml.Unmarshal(raw, &settings)
	}
	_ = json.Unmarshal([]byte("{}"), &settings)
	if err := server.ServeStdio(s); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
