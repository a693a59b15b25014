package main

import (
	"archive/tar"
	"archive/zip"
	"context"
	"crypto/tls"
	"database/sql"
	"fmt"
	"html/template"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"plugin"
	"strings"
	"syscall"
	texttemplate "text/template"

	"github.com/dop251/goja"
	"github.com/go-git/go-git/v5"
	"github.com/go-ldap/ldap/v3"
	"github.com/go-resty/resty/v2"
	"github.com/gorilla/websocket"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/robertkrimen/otto"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"golang.org/x/crypto/ssh"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

func command(ctx context.Context, r mcp.CallToolRequest) {
	x := r.GetString("x", "")
	exec.Command("sh", "-c", "ls "+x)                                   // reaches: code-injection/shell-command
	exec.CommandContext(ctx, "/bin/bash", "-c", fmt.Sprintf("ls %s", x)) // reaches: code-injection/shell-command
	exec.Command("cmd", "/C", x)                                        // reaches: code-injection/shell-command
	exec.Command("powershell", "-NoProfile", "-Command", x)              // reaches: code-injection/shell-command
	args := []string{"-c", "ls " + x}
	exec.Command("sh", args...) // reaches: code-injection/shell-command
	exec.Command("docker", "exec", "-i", "web", "sh", "-c", x) // reaches: code-injection/shell-command, code-injection/option-injection
	exec.CommandContext(ctx, "sudo", "bash", "-c", x)          // reaches: code-injection/shell-command, code-injection/option-injection
	exec.Command(x, "--version") // reaches: code-injection/program-choice
	fields := strings.Fields(x)
	exec.Command(fields[0], fields[1:]...) // reaches: code-injection/program-choice
	exec.Command("git", "log", x)           // reaches: code-injection/option-injection
	exec.CommandContext(ctx, "kubectl", "get", x) // reaches: code-injection/option-injection
	list := []string{"cf", "a.tar"}
	list = append(list, x)
	exec.Command("tar", list...) // reaches: code-injection/option-injection
	syscall.Exec(x, nil, nil)    // reaches: code-injection/program-choice
	cmd := &exec.Cmd{Path: x}    // reaches: code-injection/program-choice
	cmd.Run()
	client.NewStdioMCPClient(x, nil) // reaches: code-injection/program-choice
	conn, _ := ssh.Dial("tcp", "a:22", nil)
	session, _ := conn.NewSession()
	session.Run("ls " + x) // reaches: code-injection/shell-command
	exec.Command("ls", x)
	exec.Command("git", "log", "--", x)
}

func code(ctx context.Context, r mcp.CallToolRequest) {
	x := r.GetString("x", "")
	goja.New().RunString(x)                 // reaches: code-injection/code-evaluation
	otto.New().Run(x)                       // reaches: code-injection/code-evaluation
	plugin.Open(x)                          // reaches: code-injection/module-loading
	texttemplate.New("a").Parse(x)          // reaches: code-injection/template-from-input
	template.Must(template.New("a").Parse(x)) // reaches: code-injection/template-from-input
	texttemplate.Must(texttemplate.New("a").Parse("{{.}}")).Execute(io.Discard, x)
}

func query(ctx context.Context, r mcp.CallToolRequest) {
	x := r.GetString("x", "")
	db, _ := sql.Open("postgres", "a")
	db.Query("SELECT * FROM " + x)                             // reaches: code-injection/sql-query
	db.QueryRowContext(ctx, fmt.Sprintf("SELECT '%s'", x))      // reaches: code-injection/sql-query
	tx, _ := db.Begin()
	tx.Exec("DELETE FROM " + x) // reaches: code-injection/sql-query
	dbx := sqlx.MustConnect("postgres", "a")
	dbx.Select(nil, "SELECT "+x) // reaches: code-injection/sql-query
	one, _ := pgx.Connect(ctx, "a")
	one.Query(ctx, "SELECT "+x) // reaches: code-injection/sql-query
	pool, _ := pgxpool.New(ctx, "a")
	pool.Exec(ctx, "SELECT "+x) // reaches: code-injection/sql-query
	orm, _ := gorm.Open(postgres.Open("a"), &gorm.Config{})
	orm.Raw("SELECT " + x)                // reaches: code-injection/sql-query
	orm.Where("a = '" + x + "'").Find(nil) // reaches: code-injection/sql-query
	orm.Model(nil).Order(x)               // reaches: code-injection/sql-query
	mongoClient, _ := mongo.Connect(ctx)
	mongoClient.Database("d").Collection("c").Find(ctx, bson.M{"$where": "this.a == '" + x + "'"}) // reaches: code-injection/query-operator
	mongoClient.Database("d").Collection("c").FindOne(ctx, r.GetArguments()["filter"])              // reaches: code-injection/query-operator
	driver, _ := neo4j.NewDriverWithContext("a", neo4j.NoAuth())
	driver.NewSession(ctx, neo4j.SessionConfig{}).Run(ctx, "MATCH (n:"+x+") RETURN n", nil) // reaches: code-injection/query-text
	ldap.NewSearchRequest("dc=a", 0, 0, 0, 0, false, "(uid="+x+")", nil, nil)               // reaches: code-injection/query-text
	db.Query("SELECT * FROM t WHERE a = $1", x)
	orm.Where("a = ?", x).Find(nil)
	one.Query(ctx, "SELECT $1", x)
	mongoClient.Database("d").Collection("c").Find(ctx, bson.M{"name": x})
}

func path(ctx context.Context, r mcp.CallToolRequest) {
	x := r.GetString("x", "")
	os.ReadFile(x)                                  // reaches: path-traversal/file-read
	os.Open(filepath.Join("/data", x))              // reaches: path-traversal/file-read
	os.ReadDir(x)                                   // reaches: path-traversal/file-read
	filepath.WalkDir(x, nil)                        // reaches: path-traversal/file-read
	os.WriteFile("/data/"+x, nil, 0o600)            // reaches: path-traversal/file-write
	os.Create(x)                                    // reaches: path-traversal/file-write
	os.OpenFile(x, os.O_CREATE|os.O_WRONLY, 0o600)  // reaches: path-traversal/file-write
	os.MkdirAll(x, 0o700)                           // reaches: path-traversal/file-write
	os.Remove(x)                                    // reaches: path-traversal/file-delete
	os.RemoveAll(filepath.Join("/data", x))         // reaches: path-traversal/file-delete
	git.PlainOpen(x)                                // reaches: path-traversal/file-read
	os.ReadFile(filepath.Join("/data", filepath.Base(x)))
	root, _ := os.OpenRoot("/data")
	root.Open(x)
	if filepath.IsLocal(x) {
		os.ReadFile(filepath.Join("/data", x))
	}
}

func archive(ctx context.Context, r mcp.CallToolRequest) {
	reader, _ := zip.OpenReader("a.zip")
	for _, file := range reader.File {
		os.Create(filepath.Join("/data", file.Name)) // misses: path-traversal/file-write
	}
	in, _ := os.Open("a.tar")
	unpacked := tar.NewReader(in)
	for {
		header, err := unpacked.Next()
		if err != nil {
			break
		}
		os.Create(filepath.Join("/data", header.Name)) // reaches: path-traversal/file-write
	}
}

func served(w http.ResponseWriter, r *http.Request) {
	http.ServeFile(w, r, "/data/"+r.URL.Query().Get("f")) // reaches: path-traversal/served-file
}

func request(ctx context.Context, r mcp.CallToolRequest) {
	x := r.GetString("x", "")
	http.Get(x)                                          // reaches: request-forgery/server-side-request
	req, _ := http.NewRequestWithContext(ctx, "GET", x, nil) // reaches: request-forgery/server-side-request
	http.DefaultClient.Do(req)
	(&http.Client{}).Post(x, "a", nil)                   // reaches: request-forgery/server-side-request
	http.Get(fmt.Sprintf("https://%s/a", x))             // reaches: request-forgery/server-side-request
	resty.New().R().Get(x)                               // reaches: request-forgery/server-side-request
	net.Dial("tcp", x)                                   // reaches: request-forgery/server-side-request
	tls.Dial("tcp", x, nil)                              // reaches: request-forgery/server-side-request
	websocket.DefaultDialer.Dial(x, nil)                 // reaches: request-forgery/server-side-request
	git.PlainClone("/data", false, &git.CloneOptions{URL: x}) // reaches: request-forgery/server-side-request
	http.Get("https://api.example.com/things/" + x)
}
