package main

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/url"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

var errHost = errors.New("this host is not read")

func check(address string) (*url.URL, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme != "https" {
		return nil, errHost
	}
	return parsed, nil
}

func reader(client *http.Client) server.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		parsed, err := check(request.GetString("url", ""))
		if err != nil {
			return mcp.NewToolResultError(err.Error()), nil
		}
		response, err := client.Get(parsed.String())
		if err != nil {
			return nil, err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
		return mcp.NewToolResultText(string(body)), err
	}
}

func main() {
	s := server.NewMCPServer("reader", "1.0.0")
	s.AddTool(mcp.NewTool("read", mcp.WithString("url")), reader(&http.Client{Timeout: 10 * time.Second}))
	if err := server.ServeStdio(s); err != nil {
		log.Fatal(err)
	}
}
