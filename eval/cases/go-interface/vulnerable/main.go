package main

import (
	"context"
	"log"
	"regexp"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

var anything = regexp.MustCompile(`.+`)

type deployer struct{ runner Runner }

func newDeployer(runner Runner) *deployer { return &deployer{runner: runner} }

func (d *deployer) handle(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	tag := request.GetString("tag", "latest")
	if !anything.MatchString(tag) {
		return mcp.NewToolResultError("not a tag"), nil
	}
	out, err := d.runner.Run("docker compose pull app:" + tag)
	if err != nil {
		return nil, err
	}
	return mcp.NewToolResultText(out), nil
}

func main() {
	s := server.NewMCPServer("deploy", "1.0.0")
	d := newDeployer(shell{folder: "/srv/app"})
	s.AddTool(mcp.NewTool("deploy", mcp.WithString("tag")), d.handle)
	if err := server.ServeStdio(s); err != nil {
		log.Fatal(err)
	}
}
