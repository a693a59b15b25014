package main

import (
	"context"
	"database/sql"
	"log"

	_ "github.com/lib/pq"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

func main() {
	db, err := sql.Open("postgres", "dbname=tickets")
	if err != nil {
		log.Fatal(err)
	}
	s := &store{db: db}
	m := server.NewMCPServer("tickets", "1.0.0")
	m.AddTool(mcp.NewTool("list", mcp.WithString("state"), mcp.WithString("order")),
		func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			text, err := s.titles(ctx, request.GetString("state", "open"), request.GetString("order", ""))
			if err != nil {
				return nil, err
			}
			return mcp.NewToolResultText(text), nil
		})
	if err := server.ServeStdio(m); err != nil {
		log.Fatal(err)
	}
}
